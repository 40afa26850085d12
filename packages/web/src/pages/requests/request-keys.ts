/** Keys of the request log. They come before the shell's, and go on working in the drawer, where the shell's are off. */
export interface RequestKeys {
  readonly step: (by: 1 | -1) => void;
  readonly page: () => void;
  /** False where there was nothing to close. */
  readonly close: () => boolean;
  /** False where nothing runs that could be paused. */
  readonly pause: () => boolean;
}

/** As long as the shell waits for the second key. */
const SEQUENCE_MS = 1500;

/** Off while somebody types, in menus and dialogs other than the drawer. The answer ends it. */
export function listenToRequestKeys(keys: RequestKeys): () => void {
  // `g o` goes to the overview: a key after g is the shell's.
  let wentAtMs = Number.NEGATIVE_INFINITY;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !listens(event.target)) return;
    const afterG = performance.now() - wentAtMs < SEQUENCE_MS;
    wentAtMs = event.key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY;
    if (afterG || !act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const act = (event: KeyboardEvent): boolean => {
    switch (event.key) {
      case 'j':
      case 'k':
        keys.step(event.key === 'j' ? 1 : -1);
        return true;
      case 'o':
        keys.page();
        return true;
      case 'Escape':
        return keys.close();
      case ' ':
        // A button is pressed with it.
        return !(event.target instanceof HTMLElement && event.target.matches('button, a, summary')) && keys.pause();
      default:
        return false;
    }
  };
  document.addEventListener('keydown', onKeyDown, { capture: true });
  return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
}

function listens(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return true;
  if (target.matches('input, textarea, select') || (target instanceof HTMLElement && target.isContentEditable))
    return false;
  const dialog = target.closest('[role="dialog"], dialog');
  return dialog === null || dialog.classList.contains('drawer');
}
