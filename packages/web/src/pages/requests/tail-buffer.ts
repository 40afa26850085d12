/** The rows of a live tail: the newest last, bounded, and set aside while somebody reads. Pure. */
import type { RecordRow } from '@carpy/api';

export interface TailRows {
  /** On the screen, the newest last. */
  readonly shown: readonly RecordRow[];
  /** Came while the list was held, the newest last; only so many are kept. */
  readonly waiting: readonly RecordRow[];
  /** How many came while it was held, kept or not. */
  readonly waitingCount: number;
}

/** Rows kept of each. A reader looks back over some screens, not over an hour: that is what the list is for. */
export const MOST_TAIL_ROWS = 2_000;

export const emptyTail: TailRows = { shown: [], waiting: [], waitingCount: 0 };

const newest = (rows: readonly RecordRow[]): readonly RecordRow[] =>
  rows.length > MOST_TAIL_ROWS ? rows.slice(rows.length - MOST_TAIL_ROWS) : rows;

/** With the rows of one event; a held list stands still. */
export function withRows(tail: TailRows, rows: readonly RecordRow[], held: boolean): TailRows {
  if (rows.length === 0) return tail;
  if (!held) return { ...tail, shown: newest([...tail.shown, ...rows]) };
  return { ...tail, waiting: newest([...tail.waiting, ...rows]), waitingCount: tail.waitingCount + rows.length };
}

/** What waited comes in. */
export const released = (tail: TailRows): TailRows =>
  tail.waitingCount === 0 ? tail : { shown: newest([...tail.shown, ...tail.waiting]), waiting: [], waitingCount: 0 };
