/**
 * A button with a panel under it: menus, pickers. Open, it holds the live updates. Escape and a click outside close it
 * and give the focus back; arrow keys walk whatever in it can take the focus.
 */
import { createEffect, createSignal, createUniqueId, type JSX, onCleanup, Show } from 'solid-js';
import { holdLive } from '../state/live-hold.ts';

export interface PopoverProps {
  /** What the button and the panel are for; the name that is spoken. */
  readonly label: string;
  /** Inside of the button. */
  readonly trigger: JSX.Element;
  /** The button shows what is chosen: it is spoken after the label, and who commands the page by voice can say what stands there. */
  readonly showsValue?: boolean;
  readonly class?: string;
  /** `end` where the button stands at the right edge. */
  readonly align?: 'start' | 'end';
  /** Gets a function that opens it, for keys. */
  readonly onReady?: (open: () => void) => void;
  readonly onOpen?: () => void;
  readonly children: (close: () => void) => JSX.Element;
}

const focusable = 'button:not([disabled]), a[href], input:not([disabled]), select, textarea';

/** Room that a panel leaves at the edges of the screen, CSS pixels. */
const EDGE_PX = 12;

/** How far to the right, or to the left, it must go not to leave the screen. */
function shiftIntoView(panel: HTMLElement): number {
  const { left, right } = panel.getBoundingClientRect();
  return Math.max(EDGE_PX - left, Math.min(0, document.documentElement.clientWidth - EDGE_PX - right));
}

export function Popover(props: PopoverProps): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const id = createUniqueId();
  let button!: HTMLButtonElement;
  let panel: HTMLDivElement | undefined;

  const close = (): void => {
    setOpen(false);
    button.focus({ preventScroll: true });
  };
  const show = (): void => {
    setOpen(true);
    props.onOpen?.();
  };
  props.onReady?.(show);

  createEffect(() => {
    if (!open()) return;
    const release = holdLive();
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !panel?.contains(event.target) && !button.contains(event.target))
        setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    if (panel !== undefined) {
      const shiftPx = shiftIntoView(panel);
      // By margins, whichever edge it hangs on: what a transform moves away from still widens the page.
      panel.style.marginInline = `${shiftPx}px ${-shiftPx}px`;
    }
    const first = panel?.querySelector<HTMLElement>('[data-autofocus]') ?? panel?.querySelector<HTMLElement>(focusable);
    first?.focus({ preventScroll: true });
    onCleanup(() => {
      release();
      document.removeEventListener('pointerdown', outside);
    });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const items = [...(panel?.querySelectorAll<HTMLElement>(focusable) ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = items[(at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length];
    event.preventDefault();
    next?.focus();
  };
  const onFocusOut = (event: FocusEvent): void => {
    if (event.relatedTarget instanceof Node && !panel?.contains(event.relatedTarget) && event.relatedTarget !== button)
      setOpen(false);
  };

  return (
    <div class={`popover ${props.class ?? ''}`}>
      <button
        ref={button}
        type="button"
        class="pick"
        aria-label={props.showsValue ? undefined : props.label}
        aria-haspopup="dialog"
        aria-expanded={open()}
        aria-controls={id}
        title={props.label}
        onClick={() => (open() ? close() : show())}
      >
        <Show when={props.showsValue}>
          <span class="sr-only">{props.label} </span>
        </Show>
        {props.trigger}
      </button>
      <Show when={open()}>
        <div
          ref={panel}
          id={id}
          class="panel"
          classList={{ end: props.align === 'end' }}
          role="dialog"
          aria-label={props.label}
          onKeyDown={onKeyDown}
          onFocusOut={onFocusOut}
        >
          {props.children(close)}
        </div>
      </Show>
    </div>
  );
}
