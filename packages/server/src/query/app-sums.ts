/**
 * Adds up an app's records in one pass, in every way that pages show: by slot over all, by transaction, by server.
 * Hot: every stored slot of the range passes once; its sketch is decoded once for the whole
 * and once more for its server, where servers are asked for (bench/query).
 */
import type { SeriesData } from '@carpy/store';
import type { AppRecords, OutcomeRecord } from './app-records.ts';
import type { GridPlan } from './grid.ts';
import { TimerTotal } from './timer-total.ts';

/** satisfied, tolerating, frustrated. */
type ApdexCounts = [number, number, number];

/** What a transaction, a server or the whole app took over the range. */
export interface Sums {
  readonly ok: TimerTotal;
  readonly error: TimerTotal;
  readonly apdex: ApdexCounts;
}

export interface TransactionSums extends Sums {
  readonly transaction: string;
  /** upper_95 of ok a slot of the grid, ms; NaN for none. */
  readonly p95: Float64Array;
  /** Errors a slot; NaN for none. */
  readonly errors: Float64Array;
}

export interface AppSums {
  readonly total: Sums;
  readonly transactions: ReadonlyMap<string, TransactionSums>;
  /** Empty unless asked for. */
  readonly servers: ReadonlyMap<string, Sums>;
  /** Over all transactions and servers, one a slot of the grid. */
  readonly ok: readonly TimerTotal[];
  readonly error: readonly TimerTotal[];
  /** satisfied, tolerating and frustrated of all slots, one column after the other; NaN for none. */
  readonly apdex: Float64Array;
  /** First and last slot of the grid that holds a transaction; undefined when none does. */
  readonly firstSlot: number | undefined;
  readonly lastSlot: number | undefined;
}

const newSums = (): Sums => ({ ok: new TimerTotal(), error: new TimerTotal(), apdex: [0, 0, 0] });

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** `byServer`: also for each server apart, which costs a second decoding of every sketch. */
export function sumApp({ plan, outcomes, apdex }: AppRecords, byServer: boolean): AppSums {
  const transactions = new Map<string, TransactionSums>();
  const servers = new Map<string, Sums>();
  const gap = (): Float64Array => new Float64Array(plan.slots).fill(Number.NaN);
  const transactionOf = (name: string): TransactionSums =>
    entry(transactions, name, () => ({ ...newSums(), transaction: name, p95: gap(), errors: gap() }));
  const ok = Array.from({ length: plan.slots }, () => new TimerTotal());
  const error = Array.from({ length: plan.slots }, () => new TimerTotal());

  const bucket = new TimerTotal();
  for (const group of groupRecords(outcomes)) {
    const { transaction, outcome } = group[0] as OutcomeRecord;
    const row = transactionOf(transaction);
    const perServer = byServer ? group.map((r) => entry(servers, r.server, newSums)[outcome]) : [];
    const perSlot = outcome === 'ok' ? ok : error;
    for (let b = 0; b < plan.slots; b++) {
      bucket.clear();
      for (let r = 0; r < group.length; r++) {
        const { data } = group[r] as OutcomeRecord;
        const end = firstSlotOf(plan, data, b + 1);
        for (let slot = firstSlotOf(plan, data, b); slot < end; slot++) {
          if (!((data.columns[slot] as number) > 0)) continue;
          bucket.addSlot(data, slot);
          perServer[r]?.addSlot(data, slot);
        }
      }
      if (bucket.count === 0) continue;
      if (outcome === 'ok') row.p95[b] = bucket.p95Ms();
      else row.errors[b] = bucket.count;
      row[outcome].merge(bucket);
      (perSlot[b] as TimerTotal).merge(bucket);
    }
  }

  const apdexSlots = new Float64Array(3 * plan.slots).fill(Number.NaN);
  for (const record of apdex) {
    const sums = [transactionOf(record.transaction).apdex];
    if (byServer) sums.push(entry(servers, record.server, newSums).apdex);
    addApdex(plan, record.data, apdexSlots, sums);
  }

  const total = newSums();
  for (const slot of ok) total.ok.merge(slot);
  for (const slot of error) total.error.merge(slot);
  for (const row of transactions.values())
    for (let z = 0; z < 3; z++) total.apdex[z] = (total.apdex[z] as number) + (row.apdex[z] as number);
  const used = (b: number): boolean => (ok[b] as TimerTotal).count > 0 || (error[b] as TimerTotal).count > 0;
  const slots = Array.from({ length: plan.slots }, (_, b) => b);
  return {
    total,
    transactions,
    servers,
    ok,
    error,
    apdex: apdexSlots,
    firstSlot: slots.find(used),
    lastSlot: slots.findLast(used),
  };
}

/** Records of one transaction and outcome together, whatever their servers. */
function groupRecords(records: readonly OutcomeRecord[]): readonly OutcomeRecord[][] {
  const groups = new Map<string, OutcomeRecord[]>();
  for (const r of records) entry(groups, `${r.transaction}.${r.outcome}`, () => [] as OutcomeRecord[]).push(r);
  return [...groups.values()];
}

/** Index of the first stored slot at or after the start of the grid's slot `b`, within what is there. */
export function firstSlotOf(plan: GridPlan, data: SeriesData, b: number): number {
  const slot = Math.ceil((plan.startS + b * plan.stepS - data.startS) / data.stepS);
  return Math.min(Math.max(slot, 0), data.slots);
}

function addApdex(plan: GridPlan, data: SeriesData, slots: Float64Array, sums: readonly ApdexCounts[]): void {
  for (let b = 0; b < plan.slots; b++) {
    const end = firstSlotOf(plan, data, b + 1);
    for (let slot = firstSlotOf(plan, data, b); slot < end; slot++) {
      if (Number.isNaN(data.columns[slot])) continue;
      for (let zone = 0; zone < 3; zone++) {
        const count = data.columns[zone * data.slots + slot] as number;
        const at = zone * plan.slots + b;
        const before = slots[at] as number;
        slots[at] = (Number.isNaN(before) ? 0 : before) + count;
        for (const sum of sums) sum[zone] = (sum[zone] as number) + count;
      }
    }
  }
}
