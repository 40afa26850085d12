/** When a skeleton shows: after 150 ms of waiting, and then for 300 ms at least, so that nothing flickers. */
import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';

const DELAY_MS = 150;
const HOLD_MS = 300;

export interface SkeletonGate {
  readonly visible: Accessor<boolean>;
}

export function createSkeletonGate(waiting: Accessor<boolean>): SkeletonGate {
  const [visible, setVisible] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shownAtMs = 0;
  createEffect(
    on(waiting, (isWaiting) => {
      clearTimeout(timer);
      if (isWaiting) {
        timer = setTimeout(() => {
          shownAtMs = performance.now();
          setVisible(true);
        }, DELAY_MS);
      } else if (visible()) {
        timer = setTimeout(() => setVisible(false), Math.max(0, HOLD_MS - (performance.now() - shownAtMs)));
      }
    }),
  );
  onCleanup(() => clearTimeout(timer));
  return { visible };
}
