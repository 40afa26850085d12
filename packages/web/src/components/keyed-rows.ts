/** Rows that keep their elements over a refresh: an answer's rows are new objects each time, their keys are not. */
import { type Accessor, createMemo, createSignal, type Setter } from 'solid-js';

export interface KeyedRow<T> {
  readonly key: string;
  readonly row: Accessor<T>;
}

interface Kept<T> extends KeyedRow<T> {
  readonly set: Setter<T>;
}

/** For `<For each>`: the same object for the same key, as long as the key stays. */
export function keyedRows<T>(
  rows: Accessor<readonly T[]>,
  keyOf: (row: T) => string,
): Accessor<readonly KeyedRow<T>[]> {
  let kept = new Map<string, Kept<T>>();
  return createMemo(() => {
    const next = new Map<string, Kept<T>>();
    for (const row of rows()) {
      const key = keyOf(row);
      let entry = kept.get(key);
      if (entry === undefined) {
        const [get, set] = createSignal(row);
        entry = { key, row: get, set };
      } else {
        entry.set(() => row);
      }
      next.set(key, entry);
    }
    kept = next;
    return [...next.values()];
  });
}
