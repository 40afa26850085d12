import { createEffect, type JSX, onCleanup } from 'solid-js';
import { holdLive } from '../state/live-hold.ts';
import { Icon } from './icons.tsx';

export interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: JSX.Element;
}

/** A modal dialog: the browser's own element traps the focus and gives it back. */
export function Dialog(props: DialogProps): JSX.Element {
  let element!: HTMLDialogElement;
  createEffect(() => {
    if (!props.open) {
      element.close();
      return;
    }
    element.showModal();
    onCleanup(holdLive());
  });
  return (
    // A click on the backdrop lands on the dialog itself. Escape, the keyboard's way, is the element's own.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <dialog
      ref={element}
      class="dialog"
      aria-label={props.title}
      onClose={() => props.onClose()}
      onClick={(event) => event.target === element && props.onClose()}
    >
      <header>
        <h2>{props.title}</h2>
        <button type="button" class="ghost" aria-label="Close" onClick={() => props.onClose()}>
          <Icon name="close" />
        </button>
      </header>
      {props.children}
    </dialog>
  );
}
