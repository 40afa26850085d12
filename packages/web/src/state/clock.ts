/** Now, once a second, for ages and relative ranges. One timer for the page; it stands still while the tab is hidden. */
import { type Accessor, createSignal } from 'solid-js';

const [now, setNow] = createSignal(Date.now());
let timer: ReturnType<typeof setInterval> | undefined;

function follow(): void {
  if (document.hidden) {
    clearInterval(timer);
    timer = undefined;
  } else if (timer === undefined) {
    setNow(Date.now());
    timer = setInterval(() => setNow(Date.now()), 1000);
  }
}

export function startClock(): void {
  document.addEventListener('visibilitychange', follow);
  follow();
}

/** Epoch ms, one second fine. */
export const nowMs: Accessor<number> = now;
