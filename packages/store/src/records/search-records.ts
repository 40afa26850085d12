/** A page of records with what is counted beside it. */
import { exactOf, type RecordFilter } from '@carpy/core';
import type { RecordSearch, RecordSearchAnswer } from './records-group.ts';
import type { RowSource } from './row-source.ts';
import { searchCounts } from './search-counts.ts';
import { cursorText, parseCursor } from './search-cursor.ts';
import { newest } from './search-newest.ts';
import { slowest } from './search-slowest.ts';
import type { SearchWork } from './search-work.ts';

/** Throws CARPY_BAD_REQUEST and CARPY_CANCELLED. */
export async function searchRecords(
  work: SearchWork,
  sources: readonly RowSource[],
  search: RecordSearch,
): Promise<RecordSearchAnswer> {
  const { order, limit, cursor, facetValues, bucketMs, untilMs } = search;
  const after = cursor === undefined ? undefined : parseCursor(order, cursor);
  const planned = await work.plan(sources, search);
  const isLater = order === 'newest' && after !== undefined && after.startMs < untilMs;
  const paged = isLater ? await work.plan(sources, { ...search, untilMs: after.startMs }) : planned;
  const find = order === 'newest' ? newest : slowest;
  // One more than the page: where the next one begins is told only if there is one.
  const hits = limit === 0 ? [] : await find(work, paged, limit + 1, after);
  const page = hits.slice(0, limit);
  const last = hits.length > limit ? page.at(-1) : undefined;
  const counts = facetValues > 0 || bucketMs > 0 ? await searchCounts(work, planned, search) : undefined;
  return {
    records: page.map(({ record }) => record),
    cursor: last && cursorText(order, last),
    matched: counts?.matched,
    estimated: counts?.estimated,
    approximate: counts?.approximate ?? false,
    ...(await seenKept(work, sources, search)),
    facets: counts?.facets,
    histogram: counts?.histogram,
  };
}

async function seenKept(
  work: SearchWork,
  sources: readonly RowSource[],
  { app, filter, fromMs, untilMs }: RecordSearch,
): Promise<{ readonly seen: number; readonly kept: number }> {
  const transaction = topTransaction(filter);
  let [seen, kept] = [0, 0];
  for (const source of sources) {
    const sums = work.around(source, () => source.seenKept(app, transaction, fromMs, untilMs));
    seen += sums?.seen ?? 0;
    kept += sums?.kept ?? 0;
    if (work.isOver) await work.breathe();
  }
  return { seen, kept };
}

/** The one transaction that the filter names at its top, in lower case. */
function topTransaction(filter: RecordFilter): string | undefined {
  const parts = filter.is === 'and' ? filter.parts : [filter];
  for (const part of parts) if (part.is === 'term' && part.field === 'transaction') return exactOf(part.pattern);
  return undefined;
}
