/** The table of transactions: ranked by total time; `other` keeps its place, `unmatched` (requests without a route) comes last. */
import type { TransactionRow } from '@carpy/api';
import { displayOf, thresholdOf } from '../app-facts.ts';
import { sumTransactions, type TransactionSums } from '../transaction-sums.ts';
import { shareOf, toCounts, toValues } from '../values.ts';
import type { PageContext } from './page.ts';
import { totalsOf } from './totals.ts';

const UNMATCHED = 'unmatched';

/** The first `most` of them: only their sketches are decoded. Time over all transactions is what shares are of. */
export function transactionRows(page: PageContext, most: number = Number.POSITIVE_INFINITY): TransactionRow[] {
  const { timeMs } = page;
  const isLast = (name: string): number => (name === UNMATCHED ? 1 : 0);
  const timeOf = (name: string): number => timeMs.get(name) ?? 0;
  const ranked = [...timeMs.keys()].sort((a, b) => isLast(a) - isLast(b) || timeOf(b) - timeOf(a) || (a < b ? -1 : 1));
  const wholeMs = ranked.reduce((sum, name) => sum + timeOf(name), 0);
  return sumTransactions(page.records, ranked.slice(0, most)).map((row) => transactionRow(row, page, wholeMs));
}

function transactionRow(row: TransactionSums, page: PageContext, wholeMs: number): TransactionRow {
  return {
    transaction: row.transaction,
    display: displayOf(page.facts, row.transaction),
    totals: totalsOf(row, thresholdOf(page.facts, row.transaction), page.recordedS),
    share: shareOf(row.ok.sumMs + row.error.sumMs, wholeMs),
    p95: toValues(row.p95),
    errors: toCounts(row.errors, page.records.grid, page.presence),
  };
}
