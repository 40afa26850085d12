/** The table of transactions: ranked by total time; `other` keeps its place, `unmatched` (requests without a route) comes last. */
import type { TransactionRow } from '@carpy/api';
import { displayOf, thresholdOf } from '../app-facts.ts';
import type { TransactionSums } from '../app-sums.ts';
import { shareOf, toCounts, toValues } from '../values.ts';
import type { PageContext } from './page.ts';
import { totalsOf } from './totals.ts';

const UNMATCHED = 'unmatched';
const totalMs = (row: TransactionSums): number => row.ok.sumMs + row.error.sumMs;

export function transactionRows(page: PageContext): TransactionRow[] {
  const all = [...page.sums.transactions.values()].filter((row) => row.ok.count + row.error.count > 0);
  const wholeMs = all.reduce((sum, row) => sum + totalMs(row), 0);
  const isLast = (row: TransactionSums): number => (row.transaction === UNMATCHED ? 1 : 0);
  all.sort((a, b) => isLast(a) - isLast(b) || totalMs(b) - totalMs(a) || (a.transaction < b.transaction ? -1 : 1));
  return all.map((row) => transactionRow(row, page, wholeMs));
}

function transactionRow(row: TransactionSums, page: PageContext, wholeMs: number): TransactionRow {
  return {
    transaction: row.transaction,
    display: displayOf(page.facts, row.transaction),
    totals: totalsOf(row, thresholdOf(page.facts, row.transaction), page.recordedS),
    share: shareOf(totalMs(row), wholeMs),
    p95: toValues(row.p95),
    errors: toCounts(row.errors, page.records.grid, page.presence),
  };
}
