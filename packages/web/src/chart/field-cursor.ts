/** The page's cursor, as a plot of time and durations moves it and shows where another chart has it. */
import { onCleanup } from 'solid-js';
import { markBusy, sharedCursor } from './cursor.ts';

export interface FieldCursor {
  /** Epoch ms while somebody looks at something here, null when nobody does any more. */
  readonly lookAt: (atMs: number | null) => void;
  /** Epoch ms where somebody looks on another chart. */
  readonly elsewhereMs: () => number | null;
}

/** Call it in a component: what is looked at goes with its owner. */
export function fieldCursor(): FieldCursor {
  const owner = Symbol('field');
  const [at, setAt] = sharedCursor('page');
  const lookAt = (atMs: number | null): void => {
    markBusy(owner, atMs !== null);
    if (atMs !== null) setAt({ atMs, owner });
    else if (at()?.owner === owner) setAt(null);
  };
  onCleanup(() => lookAt(null));
  return {
    lookAt,
    elsewhereMs: () => {
      const now = at();
      return now === null || now.owner === owner ? null : now.atMs;
    },
  };
}
