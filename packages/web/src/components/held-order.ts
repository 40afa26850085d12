/** Long lists keep their order while the pointer is over them. */
import { type Accessor, createMemo } from 'solid-js';

/** `next` in the order of `shown`: what is gone goes, what is new comes last. Pure. */
export function inShownOrder<T>(next: readonly T[], shown: readonly string[], keyOf: (row: T) => string): readonly T[] {
  const byKey = new Map(next.map((row) => [keyOf(row), row] as const));
  const kept: T[] = [];
  for (const key of shown) {
    const row = byKey.get(key);
    if (row === undefined) continue;
    kept.push(row);
    byKey.delete(key);
  }
  return [...kept, ...byKey.values()];
}

/** Applies a new order only when nothing holds it. `reset` changing (another sort, another filter) applies it at once. */
export function heldOrder<T>(
  rows: Accessor<readonly T[]>,
  keyOf: (row: T) => string,
  held: Accessor<boolean>,
  reset: Accessor<unknown>,
): Accessor<readonly T[]> {
  let shown: readonly string[] = [];
  let lastReset: unknown;
  return createMemo(() => {
    const next = rows();
    const isReset = reset() !== lastReset;
    lastReset = reset();
    const ordered = held() && !isReset ? inShownOrder(next, shown, keyOf) : next;
    shown = ordered.map(keyOf);
    return ordered;
  });
}
