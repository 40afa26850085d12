/** The list of transactions: its order, its filter, and what each row shows. Pure. */
import type { TransactionRow } from '@carpy/api';
import { formatApdex, formatCount, formatDuration, formatPercent, noValue } from '../../format/index.ts';
import type { SortKey } from '../../state/view-query.ts';
import { errorShareOf } from '../series.ts';

export const sortLabels: Readonly<Record<SortKey, string>> = {
  time: 'Time consumed',
  p95: 'Slowest p95',
  calls: 'Most calls',
  errors: 'Most errors',
  apdex: 'Worst Apdex',
};

/** Greater comes first. Nothing to compare comes last. */
function weight(row: TransactionRow, sort: SortKey): number {
  const { totals } = row;
  switch (sort) {
    case 'time':
      return totals.totalMs;
    case 'p95':
      return totals.p95Ms ?? -1;
    case 'calls':
      return totals.count;
    case 'errors':
      return totals.errorCount;
    case 'apdex':
      return totals.apdex.score === null ? -1 : 1 - totals.apdex.score;
  }
}

/** Requests without a route are one row, always the last: no transaction of the user's. */
export const isUnmatched = (row: TransactionRow): boolean => row.transaction === 'unmatched';

export function ranked(rows: readonly TransactionRow[], sort: SortKey): readonly TransactionRow[] {
  return [...rows].sort(
    (a, b) =>
      Number(isUnmatched(a)) - Number(isUnmatched(b)) ||
      weight(b, sort) - weight(a, sort) ||
      b.totals.totalMs - a.totals.totalMs ||
      (a.display < b.display ? -1 : 1),
  );
}

/** Rows whose name holds every word of the filter, in any case. */
export function filtered(rows: readonly TransactionRow[], filter: string): readonly TransactionRow[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const name = row.display.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}

/** The figure at the right of a row. */
export function figureOf(row: TransactionRow, sort: SortKey): string {
  switch (sort) {
    case 'time':
      return formatPercent(row.share);
    case 'p95':
      return formatDuration(row.totals.p95Ms);
    case 'calls':
      return formatCount(row.totals.count);
    case 'errors':
      return row.totals.errorCount === 0
        ? '0'
        : `${formatCount(row.totals.errorCount)} · ${formatPercent(errorShareOf(row.totals))}`;
    case 'apdex':
      return row.totals.apdex.score === null ? noValue : formatApdex(row.totals.apdex.score);
  }
}

/** Length of a row's bar, 0 to 1: its weight in that of the heaviest row; shares of time as they are. */
export function barOf(row: TransactionRow, sort: SortKey, rows: readonly TransactionRow[]): number {
  if (sort === 'time') return Math.min(1, row.share);
  const most = Math.max(0, ...rows.filter((r) => !isUnmatched(r)).map((r) => weight(r, sort)));
  return most <= 0 ? 0 : Math.min(1, Math.max(0, weight(row, sort) / most));
}
