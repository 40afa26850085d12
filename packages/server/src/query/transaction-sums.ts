/**
 * Adds up transactions apart, over their servers: what a row of the table shows.
 * Hot: each sketch of the transactions asked for is decoded once (bench/query).
 */
import type { AppRecords, OutcomeRecord } from './app-records.ts';
import { addApdex, addBucket, entry, groupBy, newSums, type Sums } from './app-sums.ts';
import { TimerTotal } from './timer-total.ts';

export interface TransactionSums extends Sums {
  readonly transaction: string;
  /** upper_95 of ok a slot of the grid, ms; NaN for none. */
  readonly p95: Float64Array;
  /** Errors a slot; NaN for none. */
  readonly errors: Float64Array;
}

/** One for each of `transactions`, in that order. */
export function sumTransactions(
  { plan, outcomes, apdex }: AppRecords,
  transactions: readonly string[],
): TransactionSums[] {
  const gap = (): Float64Array => new Float64Array(plan.slots).fill(Number.NaN);
  const sums = new Map<string, TransactionSums>();
  for (const transaction of transactions)
    entry(sums, transaction, () => ({ ...newSums(), transaction, p95: gap(), errors: gap() }));
  const asked = outcomes.filter((r) => sums.has(r.transaction));
  const bucket = new TimerTotal();
  for (const group of groupBy(asked, (r) => `${r.transaction}.${r.outcome}`)) {
    const { transaction, outcome } = group[0] as OutcomeRecord;
    const row = sums.get(transaction) as TransactionSums;
    for (let b = 0; b < plan.slots; b++) {
      bucket.clear();
      for (const { data } of group) addBucket(plan, data, b, bucket);
      if (bucket.count === 0) continue;
      if (outcome === 'ok') row.p95[b] = bucket.p95Ms();
      else row.errors[b] = bucket.count;
      row[outcome].merge(bucket);
    }
  }
  for (const { transaction, data } of apdex) {
    const row = sums.get(transaction);
    if (row !== undefined) addApdex(plan, data, [row.apdex]);
  }
  return [...sums.values()];
}
