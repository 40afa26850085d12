/**
 * Adds up an app's records, by slot over all, and by server.
 * Hot: every stored slot of the range passes once and its sketch is decoded once, into the sum of its server and slot; sums of sums
 * follow from there (bench/query).
 */
import { COUNT, type Outcome, SUM } from '@carpy/core';
import type { SeriesData } from '@carpy/store';
import type { AppRecords, OutcomeRecord } from './app-records.ts';
import type { GridPlan } from './grid.ts';
import { type PercentileColumns, percentilesOf, repeatedColumns } from './percentile-slots.ts';
import { TimerTotal } from './timer-total.ts';

/** satisfied, tolerating, frustrated. */
export type ApdexCounts = [number, number, number];

/** Ok and error apart. */
export type ByOutcome<T> = Readonly<Record<Outcome, T>>;

/** What a transaction, a server or the whole app took over the range. */
export interface Sums extends ByOutcome<TimerTotal> {
  readonly apdex: ApdexCounts;
  /** What percentiles come from; `ok` and `error` themselves, unless those have no sketches. */
  readonly ranks: ByOutcome<TimerTotal>;
}

export interface AppSums {
  readonly total: Sums;
  readonly servers: ReadonlyMap<string, Sums>;
  /** Over all transactions and servers, one a slot of the grid. */
  readonly ok: readonly TimerTotal[];
  readonly error: readonly TimerTotal[];
  readonly percentiles: ByOutcome<PercentileColumns>;
  /** satisfied, tolerating and frustrated of all slots, one column after the other; NaN for none. */
  readonly apdex: Float64Array;
  /** First and last slot of the grid that holds a transaction; undefined when none does. */
  readonly firstSlot: number | undefined;
  readonly lastSlot: number | undefined;
}

export const newTotals = (): ByOutcome<TimerTotal> => ({ ok: new TimerTotal(), error: new TimerTotal() });

/** `apart`: percentiles come from records of their own. */
export function newSums(apart = false): Sums {
  const totals = newTotals();
  return { ...totals, apdex: [0, 0, 0], ranks: apart ? newTotals() : totals };
}

export function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

export function sumApp(records: AppRecords): AppSums {
  const { plan, outcomes, apdex, percentiles } = records;
  const servers = new Map<string, Sums>();
  const make = (): Sums => newSums(percentiles !== undefined);
  const sumsOf = (server: string): Sums => entry(servers, server, make);
  const total = make();
  const { ok, error } = sumSlots(plan, outcomes, total, sumsOf);
  let columns: ByOutcome<PercentileColumns>;
  if (percentiles === undefined) columns = { ok: percentilesOf(ok), error: percentilesOf(error) };
  else {
    const slots = sumSlots(percentiles.plan, percentiles.outcomes, total.ranks, (server) => sumsOf(server).ranks);
    columns = {
      ok: repeatedColumns(plan, percentiles, percentilesOf(slots.ok)),
      error: repeatedColumns(plan, percentiles, percentilesOf(slots.error)),
    };
  }
  const apdexSlots = new Float64Array(3 * plan.slots).fill(Number.NaN);
  for (const { server, data } of apdex) addApdex(plan, data, [total.apdex, sumsOf(server).apdex], apdexSlots);
  const used = (b: number): boolean => (ok[b] as TimerTotal).count > 0 || (error[b] as TimerTotal).count > 0;
  const slots = Array.from({ length: plan.slots }, (_, b) => b);
  return {
    total,
    servers,
    ok,
    error,
    percentiles: columns,
    apdex: apdexSlots,
    firstSlot: slots.find(used),
    lastSlot: slots.findLast(used),
  };
}

/** One total a slot of `plan`; adds the whole to `total`, and each server's to its own. */
export function sumSlots(
  plan: GridPlan,
  outcomes: readonly OutcomeRecord[],
  total: ByOutcome<TimerTotal>,
  totalsOf: (server: string) => ByOutcome<TimerTotal>,
): ByOutcome<readonly TimerTotal[]> {
  const totals = (): TimerTotal[] => Array.from({ length: plan.slots }, () => new TimerTotal());
  const slots = { ok: totals(), error: totals() };
  const bucket = new TimerTotal();
  for (const group of groupBy(outcomes, (r) => `${r.server}.${r.outcome}`)) {
    const { server, outcome } = group[0] as OutcomeRecord;
    const ofServer = totalsOf(server)[outcome];
    for (let b = 0; b < plan.slots; b++) {
      bucket.clear();
      for (const { data } of group) addBucket(plan, data, b, bucket);
      (slots[outcome][b] as TimerTotal).merge(bucket);
      ofServer.merge(bucket);
    }
  }
  for (const slot of slots.ok) total.ok.merge(slot);
  for (const slot of slots.error) total.error.merge(slot);
  return slots;
}

/** Time of all timings, ok and error, ms, by transaction; those alone that came in the range. From columns: no sketch is decoded. */
export function timeByTransaction({ plan, outcomes }: AppRecords): Map<string, number> {
  const timeMs = new Map<string, number>();
  for (const { transaction, data } of outcomes) {
    const { columns, slots } = data;
    const end = firstSlotOf(plan, data, plan.slots);
    let count = 0;
    let ms = 0;
    for (let slot = firstSlotOf(plan, data, 0); slot < end; slot++) {
      const n = columns[COUNT * slots + slot] as number;
      if (!(n > 0)) continue;
      count += n;
      ms += columns[SUM * slots + slot] as number;
    }
    if (count > 0) timeMs.set(transaction, (timeMs.get(transaction) ?? 0) + ms);
  }
  return timeMs;
}

export function groupBy<R>(records: readonly R[], keyOf: (record: R) => string): R[][] {
  const groups = new Map<string, R[]>();
  for (const record of records) entry(groups, keyOf(record), () => [] as R[]).push(record);
  return [...groups.values()];
}

/** Adds what a record has in the grid's slot `b`. Gaps are passed over here, though addSlot would too: measured, it saves a third. */
export function addBucket(plan: GridPlan, data: SeriesData, b: number, into: TimerTotal): void {
  const end = firstSlotOf(plan, data, b + 1);
  for (let slot = firstSlotOf(plan, data, b); slot < end; slot++)
    if ((data.columns[COUNT * data.slots + slot] as number) > 0) into.addSlot(data, slot);
}

/** Index of the first stored slot at or after the start of the grid's slot `b`, within what is there. */
export function firstSlotOf(plan: GridPlan, data: SeriesData, b: number): number {
  const slot = Math.ceil((plan.startS + b * plan.stepS - data.startS) / data.stepS);
  return Math.min(Math.max(slot, 0), data.slots);
}

/** Adds an Apdex record to sums over the range, and to `slots`: three columns over the grid, NaN for none. */
export function addApdex(plan: GridPlan, data: SeriesData, sums: readonly ApdexCounts[], slots?: Float64Array): void {
  for (let b = 0; b < plan.slots; b++) {
    const end = firstSlotOf(plan, data, b + 1);
    for (let slot = firstSlotOf(plan, data, b); slot < end; slot++) {
      if (Number.isNaN(data.columns[slot])) continue;
      for (let zone = 0; zone < 3; zone++) {
        const count = data.columns[zone * data.slots + slot] as number;
        for (const sum of sums) sum[zone] = (sum[zone] as number) + count;
        if (slots === undefined) continue;
        const at = zone * plan.slots + b;
        const before = slots[at] as number;
        slots[at] = (Number.isNaN(before) ? 0 : before) + count;
      }
    }
  }
}
