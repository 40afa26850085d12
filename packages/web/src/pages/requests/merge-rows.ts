/** Rows of several pages of an answer as one list, and what a refresh makes of it. Pure. */
import type { RecordRow } from '@carpy/api';
import type { RecordOrder } from '../../state/view-query.ts';

export interface LoadedRows {
  readonly rows: readonly RecordRow[];
  /** For the page after the last row; null at the end. */
  readonly cursor: string | null;
}

/** The next page added; a row that is there already is not added twice. */
export function withNextPage(loaded: LoadedRows, rows: readonly RecordRow[], cursor: string | null): LoadedRows {
  const known = new Set(loaded.rows.map(({ id }) => id));
  return { rows: [...loaded.rows, ...rows.filter(({ id }) => !known.has(id))], cursor };
}

/**
 * A fresh first page on top of what was loaded before. Newest first the new rows come on top, and what was scrolled to stays; where the
 * fresh page doesn't reach down to the old rows, or the order is by duration and may have changed anywhere, it takes their place.
 */
export function refreshed(loaded: LoadedRows, fresh: LoadedRows, order: RecordOrder): LoadedRows {
  if (order === 'slowest' || loaded.rows.length <= fresh.rows.length) return fresh;
  const inFresh = new Set(fresh.rows.map(({ id }) => id));
  if (!loaded.rows.some(({ id }) => inFresh.has(id))) return fresh;
  return { rows: [...fresh.rows, ...loaded.rows.filter(({ id }) => !inFresh.has(id))], cursor: loaded.cursor };
}
