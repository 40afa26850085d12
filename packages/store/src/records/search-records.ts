/** A page of records with what is counted beside it. */
import { exactOf, type RecordFilter } from '@carpy/core';
import { oldestOfApp } from './oldest-of-app.ts';
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
  const { order, limit, cursor, facetValues, bucketMs } = search;
  const after = cursor === undefined ? undefined : parseCursor(order, cursor);
  const counted = facetValues > 0 || bucketMs > 0;
  const planned = counted || (order === 'slowest' && limit > 0) ? await work.plan(sources, search) : [];
  // One more than the page: where the next one begins is told only if there is one.
  const most = limit === 0 ? 0 : limit + 1;
  const hits =
    order === 'newest'
      ? await newest(work, sources, search, most, after)
      : await slowest(work, most === 0 ? [] : planned, most, after);
  const page = hits.slice(0, limit);
  const last = hits.length > limit ? page.at(-1) : undefined;
  const counts = counted ? await searchCounts(work, planned, search) : undefined;
  return {
    records: page.map(({ record }) => record),
    cursor: last && cursorText(order, last),
    matched: counts?.matched,
    estimated: counts?.estimated,
    approximate: counts?.approximate ?? false,
    ...(await seenKept(work, sources, search)),
    facets: counts?.facets,
    histogram: counts?.histogram,
    oldestMs: await oldestOfApp(work, sources, search.app),
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
