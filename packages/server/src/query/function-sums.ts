/** Adds up the time of functions: by slot for the stack, and over the range for the table. Only counts and sums are needed. */
import { COUNT, SUM } from '@carpy/core';
import type { SeriesData } from '@carpy/store';
import type { FunctionRecord, OutcomeRecord } from './app-records.ts';
import { firstSlotOf } from './app-sums.ts';
import { bucketOfSlot, type GridPlan } from './grid.ts';

/** One timed thing over the grid: ok and error together by slot, apart over the range. */
export interface TimeSums {
  readonly count: Float64Array;
  readonly sumMs: Float64Array;
  okCount: number;
  okMs: number;
  errorCount: number;
  errorMs: number;
}

export interface FunctionSums extends TimeSums {
  readonly functions: readonly string[];
}

const newTimeSums = (slots: number): TimeSums => ({
  count: new Float64Array(slots),
  sumMs: new Float64Array(slots),
  okCount: 0,
  okMs: 0,
  errorCount: 0,
  errorMs: 0,
});

function addRecord(plan: GridPlan, into: TimeSums, outcome: 'ok' | 'error', data: SeriesData): void {
  const { columns, slots } = data;
  const end = firstSlotOf(plan, data, plan.slots);
  let recordCount = 0;
  let recordMs = 0;
  for (let slot = firstSlotOf(plan, data, 0); slot < end; slot++) {
    const count = columns[COUNT * slots + slot] as number;
    if (!(count > 0)) continue;
    const sumMs = columns[SUM * slots + slot] as number;
    const b = bucketOfSlot(plan, data.startS + slot * data.stepS);
    into.count[b] = (into.count[b] as number) + count;
    into.sumMs[b] = (into.sumMs[b] as number) + sumMs;
    recordCount += count;
    recordMs += sumMs;
  }
  if (outcome === 'ok') {
    into.okCount += recordCount;
    into.okMs += recordMs;
  } else {
    into.errorCount += recordCount;
    into.errorMs += recordMs;
  }
}

/** Functions by their path (segments joined by `.`), over all transactions and servers of `records`. */
export function sumFunctions(plan: GridPlan, records: readonly FunctionRecord[]): Map<string, FunctionSums> {
  const sums = new Map<string, FunctionSums>();
  for (const record of records) {
    const key = record.functions.join('.');
    let entry = sums.get(key);
    if (entry === undefined) {
      entry = { ...newTimeSums(plan.slots), functions: record.functions };
      sums.set(key, entry);
    }
    addRecord(plan, entry, record.outcome, record.data);
  }
  return sums;
}

/** All transactions of `records` as one. */
export function sumOutcomes(plan: GridPlan, records: readonly OutcomeRecord[]): TimeSums {
  const sums = newTimeSums(plan.slots);
  for (const { outcome, data } of records) addRecord(plan, sums, outcome, data);
  return sums;
}

/**
 * Adds own time where no agent measured it: a transaction that called no timed function is its own time whole, and an agent that
 * sends no `_own` leaves what its direct children don't account for. Returns what was added, by slot.
 */
export function unmeasuredOwn(
  plan: GridPlan,
  outcomes: readonly OutcomeRecord[],
  direct: readonly FunctionRecord[],
): TimeSums {
  const added = newTimeSums(plan.slots);
  const keyOf = (r: { readonly server: string; readonly transaction: string }): string =>
    `${r.server}.${r.transaction}`;
  const children = new Map<string, { measured: TimeSums; childrenMs: TimeSums }>();
  for (const record of direct) {
    const key = keyOf(record);
    let entry = children.get(key);
    if (entry === undefined) {
      entry = { measured: newTimeSums(plan.slots), childrenMs: newTimeSums(plan.slots) };
      children.set(key, entry);
    }
    addRecord(plan, record.functions[0] === '_own' ? entry.measured : entry.childrenMs, record.outcome, record.data);
  }
  const transactions = new Map<string, TimeSums>();
  for (const record of outcomes) {
    const key = keyOf(record);
    const entry = transactions.get(key) ?? newTimeSums(plan.slots);
    transactions.set(key, entry);
    addRecord(plan, entry, record.outcome, record.data);
  }
  for (const [key, whole] of transactions) {
    const parts = children.get(key);
    for (let b = 0; b < plan.slots; b++) {
      if ((whole.count[b] as number) === 0 || (parts !== undefined && (parts.measured.count[b] as number) > 0))
        continue;
      const ownMs = Math.max(
        0,
        (whole.sumMs[b] as number) - (parts === undefined ? 0 : (parts.childrenMs.sumMs[b] as number)),
      );
      added.count[b] = (added.count[b] as number) + (whole.count[b] as number);
      added.sumMs[b] = (added.sumMs[b] as number) + ownMs;
      added.okCount += whole.count[b] as number;
      added.okMs += ownMs;
    }
  }
  return added;
}
