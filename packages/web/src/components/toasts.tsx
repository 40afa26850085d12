/** Short messages at the bottom of the page, with a way back: "Resolved. Undo". Spoken politely. */
import { createSignal, For, type JSX, Show } from 'solid-js';
import { Icon } from './icons.tsx';
import './toasts.css';

export interface Toast {
  readonly text: string;
  /** What takes back what was done. */
  readonly action?: { readonly label: string; readonly run: () => void };
  /** A failure stays until it is closed. */
  readonly failed?: boolean;
}

/** Long enough to read and to reach the button, also by keyboard. */
const SHOWN_MS = 8000;
const MOST = 3;

const [toasts, setToasts] = createSignal<readonly Toast[]>([]);

function close(toast: Toast): void {
  setToasts((all) => all.filter((one) => one !== toast));
}

export function showToast(toast: Toast): void {
  setToasts((all) => [...all, toast].slice(-MOST));
  if (toast.failed !== true) wait(toast);
}

let held = false;
const hold = (on: boolean) => (): void => {
  held = on;
};

/** Under the pointer, or with the focus in it, a message stays. */
function wait(toast: Toast): void {
  setTimeout(() => {
    if (held) wait(toast);
    else close(toast);
  }, SHOWN_MS);
}

export function Toasts(): JSX.Element {
  return (
    <div
      class="toasts"
      role="status"
      aria-live="polite"
      onPointerEnter={hold(true)}
      onPointerLeave={hold(false)}
      onFocusIn={hold(true)}
      onFocusOut={hold(false)}
    >
      <For each={toasts()}>
        {(toast) => (
          <div class="toast" classList={{ failed: toast.failed === true }}>
            <span>{toast.text}</span>
            <Show when={toast.action}>
              {(action) => (
                <button
                  type="button"
                  class="as-link"
                  onClick={() => {
                    held = false;
                    close(toast);
                    action().run();
                  }}
                >
                  {action().label}
                </button>
              )}
            </Show>
            <button type="button" class="ghost" aria-label="Close the message" onClick={() => close(toast)}>
              <Icon name="close" />
            </button>
          </div>
        )}
      </For>
    </div>
  );
}
