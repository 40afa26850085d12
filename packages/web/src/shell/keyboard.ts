/** The page's keys. Off while somebody types, with any modifier but shift, and while a dialog or menu is open. */

export type KeyActions = Readonly<Record<string, () => void>>;

const SEQUENCE_MS = 1500;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input, textarea, select') ||
    target.closest('[role="dialog"], dialog') !== null);

/** Charts take some keys themselves. */
const chartKeys: ReadonlySet<string> = new Set(['Enter', 'Escape', 'b', 'ArrowLeft', 'ArrowRight']);

/**
 * Listens for single keys (`l`) and for two in a row (`g o`). The answer ends it.
 * `atMs` is the clock, so that the pause between two keys can be tested.
 */
export function listenForKeys(
  target: EventTarget,
  actions: KeyActions,
  atMs: () => number = () => performance.now(),
): () => void {
  let prefix = '';
  let prefixAtMs = 0;
  const onKeyDown = (raw: Event): void => {
    const event = raw as KeyboardEvent;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.target instanceof Element && event.target.closest('figure') !== null && chartKeys.has(event.key)) return;
    const sequence = prefix !== '' && atMs() - prefixAtMs < SEQUENCE_MS ? `${prefix} ${event.key}` : event.key;
    prefix = '';
    const action = actions[sequence];
    if (action !== undefined) {
      event.preventDefault();
      action();
    } else if (Object.keys(actions).some((key) => key.startsWith(`${event.key} `))) {
      prefix = event.key;
      prefixAtMs = atMs();
    }
  };
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}
