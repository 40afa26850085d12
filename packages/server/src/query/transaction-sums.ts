/**
 * Adds up transactions apart, over their servers: what a row of the table shows.
 * Hot: each sketch of the transactions asked for is decoded once (bench/query).
 */
import type { Outcome } from '@carpy/core';
import type { AppRecords, OutcomeRecord } from './app-records.ts';
import { addApdex, addBucket, groupBy, newSums, type Sums } from './app-sums.ts';
import type { GridPlan } from './grid.ts';
import { repeated } from './percentile-slots.ts';
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
  { plan, outcomes, apdex, percentiles }: AppRecords,
  transactions: readonly string[],
): TransactionSums[] {
  const gap = ({ slots }: GridPlan): Float64Array => new Float64Array(slots).fill(Number.NaN);
  const sums = new Map<string, TransactionSums>();
  for (const transaction of transactions)
    sums.set(transaction, {
      ...newSums(percentiles !== undefined),
      transaction,
      p95: gap(plan),
      errors: gap(plan),
    });
  eachSlot(plan, outcomes, sums, (row, outcome, slot, total) => {
    if (outcome === 'error') row.errors[slot] = total.count;
    else if (percentiles === undefined) row.p95[slot] = total.p95Ms();
    row[outcome].merge(total);
  });
  if (percentiles !== undefined) {
    const p95 = new Map(transactions.map((transaction) => [transaction, gap(percentiles.plan)]));
    eachSlot(percentiles.plan, percentiles.outcomes, sums, (row, outcome, slot, total) => {
      if (outcome === 'ok') (p95.get(row.transaction) as Float64Array)[slot] = total.p95Ms();
      row.ranks[outcome].merge(total);
    });
    for (const [transaction, row] of sums)
      row.p95.set(repeated(plan, percentiles, p95.get(transaction) as Float64Array));
  }
  for (const { transaction, data } of apdex) {
    const row = sums.get(transaction);
    if (row !== undefined) addApdex(plan, data, [row.apdex]);
  }
  return [...sums.values()];
}

/** Gives each slot that holds anything of a transaction asked for, summed over its servers. The total is one for all: use it at once. */
function eachSlot(
  plan: GridPlan,
  outcomes: readonly OutcomeRecord[],
  sums: ReadonlyMap<string, TransactionSums>,
  add: (row: TransactionSums, outcome: Outcome, slot: number, total: TimerTotal) => void,
): void {
  const asked = outcomes.filter((r) => sums.has(r.transaction));
  const total = new TimerTotal();
  for (const group of groupBy(asked, (r) => `${r.transaction}.${r.outcome}`)) {
    const { transaction, outcome } = group[0] as OutcomeRecord;
    const row = sums.get(transaction) as TransactionSums;
    for (let slot = 0; slot < plan.slots; slot++) {
      total.clear();
      for (const { data } of group) addBucket(plan, data, slot, total);
      if (total.count > 0) add(row, outcome, slot, total);
    }
  }
}
