/** What holds live updates: nothing may move under the pointer, while something is dragged, or while a menu is open. */
import { type Accessor, createMemo, createRoot, createSignal } from 'solid-js';
import { chartsBusy } from '../chart/cursor.ts';

const [holders, setHolders] = createSignal<ReadonlySet<symbol>>(new Set());
const [hidden, setHidden] = createSignal(typeof document !== 'undefined' && document.hidden);
if (typeof document !== 'undefined') document.addEventListener('visibilitychange', () => setHidden(document.hidden));

/** Holds the live updates until the answer is called; calling it twice is harmless. */
export function holdLive(): () => void {
  const holder = Symbol('hold');
  setHolders((set) => new Set(set).add(holder));
  return () =>
    setHolders((set) => {
      const next = new Set(set);
      next.delete(holder);
      return next;
    });
}

/** True while nothing should be refreshed. */
export const liveHeld: Accessor<boolean> = createRoot(() =>
  createMemo(() => hidden() || chartsBusy() || holders().size > 0),
);
