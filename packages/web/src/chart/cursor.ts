/** What the charts of a page share: one cursor, and whether somebody is looking closely. */
import { type Accessor, createSignal, type Setter } from 'solid-js';

export interface SharedCursor {
  /** Middle of the slot it is on, epoch ms; charts of other grids show the slot that holds it. */
  readonly atMs: number;
  /** The chart that moved it: that one shows the tooltip. */
  readonly owner: symbol;
}

const cursors = new Map<string, readonly [Accessor<SharedCursor | null>, Setter<SharedCursor | null>]>();

/** The cursor of all charts with this key. Keys are few and named in code, so none is ever taken away. */
export function sharedCursor(sync: string): readonly [Accessor<SharedCursor | null>, Setter<SharedCursor | null>] {
  let pair = cursors.get(sync);
  if (pair === undefined) {
    pair = createSignal<SharedCursor | null>(null, {
      equals: (a, b) => a === b || (a !== null && b !== null && a.atMs === b.atMs && a.owner === b.owner),
    });
    cursors.set(sync, pair);
  }
  return pair;
}

const [busy, setBusy] = createSignal<ReadonlySet<symbol>>(new Set());

/** True while the pointer is on any chart, or a selection is open: pages hold live updates, so that nothing moves under it. */
export const chartsBusy: Accessor<boolean> = () => busy().size > 0;

/** Marks one chart as busy or not. */
export function markBusy(owner: symbol, isBusy: boolean): void {
  if (busy().has(owner) === isBusy) return;
  const next = new Set(busy());
  if (isBusy) next.add(owner);
  else next.delete(owner);
  setBusy(next);
}
