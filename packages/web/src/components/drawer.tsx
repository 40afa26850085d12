/**
 * A panel at the right that shows one row of a list while the list stays in reach. It takes the focus, keeps it, and gives it back; the
 * pointer may go on to the list. On a phone it covers the page.
 */
import { createEffect, type JSX, onCleanup, onMount } from 'solid-js';
import { Icon } from './icons.tsx';

export interface DrawerProps {
  readonly label: string;
  /** In the head, before the cross. */
  readonly actions?: JSX.Element;
  /** Of what is shown: a change of it begins at the top. */
  readonly subject: string;
  readonly onClose: () => void;
  readonly children: JSX.Element;
}

const focusable = 'button:not([disabled]), a[href], input:not([disabled]), select, textarea, [tabindex="0"]';

export function Drawer(props: DrawerProps): JSX.Element {
  let panel!: HTMLDivElement;
  let body!: HTMLDivElement;
  onMount(() => {
    const before = document.activeElement;
    panel.focus({ preventScroll: true });
    onCleanup(() => {
      // Who went elsewhere by hand is not called back.
      const lost =
        document.activeElement === document.body ||
        document.activeElement === null ||
        panel.contains(document.activeElement);
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    });
  });
  createEffect(() => {
    void props.subject;
    body.scrollTop = 0;
    // What had the focus there goes with what it was about.
    if (body.contains(document.activeElement)) panel.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Tab') return;
    const stops = [...panel.querySelectorAll<HTMLElement>(focusable)].filter((one) => one.checkVisibility());
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== edge && !(event.shiftKey && document.activeElement === panel)) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  };
  return (
    <div class="drawer" ref={panel} role="dialog" aria-label={props.label} tabindex="-1" onKeyDown={onKeyDown}>
      <header>
        <div class="grow" />
        {props.actions}
        <button type="button" class="ghost" aria-label="Close" title="Close  Esc" onClick={() => props.onClose()}>
          <Icon name="close" />
        </button>
      </header>
      <div class="drawer-body" ref={body}>
        {props.children}
      </div>
    </div>
  );
}
