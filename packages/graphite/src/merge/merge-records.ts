/**
 * Merges timer or Apdex records on one grid of slots: over servers, over time (a coarser step), or both at once. Counts and sums
 * add, lower takes the least, upper the greatest; percentiles are left to column.ts, which reads them on demand, since most
 * callers ask for few and sketches cost far more than columns.
 *
 * Hot: every record and slot of a page passes here; nothing is allocated per slot (bench/graphite).
 */
import { alignDown, CarpyError, COUNT, LOWER, SUM, UPPER } from '@carpy/core';
import type { FetchedRecord } from '../source.ts';

/** Slot k holds all input slots with stamps in [startS + k·stepS, startS + (k + 1)·stepS). */
export interface MergeGrid {
  /** Stamp of the first slot, seconds since the epoch. */
  readonly startS: number;
  /** At least every record's own step. */
  readonly stepS: number;
  readonly slots: number;
}

/** Records merged into one. Give it to columnOf for any column. */
export interface MergedRecord extends MergeGrid {
  readonly kind: 'timer' | 'apdex';
  /**
   * The columns that merge without sketches, one after the other, `slots` values each: count, sum, lower, upper of timers (core's
   * COUNT, SUM, LOWER, UPPER); satisfied, tolerating, frustrated of Apdex. NaN where nothing was recorded.
   */
  readonly columns: Float64Array;
  /** What was merged. */
  readonly records: readonly FetchedRecord[];
}

/** The grid that holds all slots of all records, in the coarsest step they share. Without records it has no slots. */
export function commonGrid(records: readonly FetchedRecord[]): MergeGrid {
  const first = records[0];
  if (first === undefined) return { startS: 0, stepS: 1, slots: 0 };
  let stepS = first.stepS;
  for (const r of records) if (r.stepS !== stepS) stepS = leastCommonMultiple(stepS, r.stepS);
  let fromS = Number.POSITIVE_INFINITY;
  let untilS = Number.NEGATIVE_INFINITY;
  for (const r of records) {
    if (r.slots === 0) continue;
    fromS = Math.min(fromS, r.startS);
    untilS = Math.max(untilS, r.startS + r.slots * r.stepS);
  }
  if (fromS >= untilS) return { startS: first.startS, stepS, slots: 0 };
  const startS = records.every((r) => r.stepS === stepS) ? fromS : alignDown(fromS, stepS);
  return { startS, stepS, slots: Math.ceil((untilS - startS) / stepS) };
}

/** The grid of one slot that holds everything: for totals over a range. */
export function wholeGrid(records: readonly FetchedRecord[]): MergeGrid {
  const { startS, stepS, slots } = commonGrid(records);
  return { startS, stepS: Math.max(1, stepS * slots), slots: slots === 0 ? 0 : 1 };
}

/** A coarser grid over the same time; its slots are aligned to whole multiples of `stepS`, a multiple of the grid's own. */
export function coarserGrid(grid: MergeGrid, stepS: number): MergeGrid {
  const startS = alignDown(grid.startS, stepS);
  const endS = grid.startS + grid.slots * grid.stepS;
  return { startS, stepS, slots: grid.slots === 0 ? 0 : Math.ceil((endS - startS) / stepS) };
}

/**
 * Merges records of one kind on `grid`, by default the one that holds them all.
 * @throws CarpyError CARPY_BAD_TARGET when timers and Apdex records are mixed.
 */
export function mergeRecords(records: readonly FetchedRecord[], grid: MergeGrid = commonGrid(records)): MergedRecord {
  const kind = records[0]?.kind ?? 'timer';
  const other = records.find((r) => r.kind !== kind);
  if (other !== undefined) {
    throw new CarpyError(
      'CARPY_BAD_TARGET',
      `${records[0]?.path} and ${other.path} are records of two kinds and can't be merged`,
    );
  }
  const columns = new Float64Array(grid.slots * (kind === 'timer' ? 4 : 3)).fill(Number.NaN);
  for (const record of records) {
    if (kind === 'timer') addTimer(columns, grid, record);
    else addApdex(columns, grid, record);
  }
  return { kind, startS: grid.startS, stepS: grid.stepS, slots: grid.slots, columns, records };
}

function addTimer(out: Float64Array, grid: MergeGrid, { startS, stepS, slots, columns }: FetchedRecord): void {
  const n = grid.slots;
  for (let i = 0; i < slots; i++) {
    const count = columns[i] as number;
    if (!(count > 0)) continue;
    const k = Math.floor((startS + i * stepS - grid.startS) / grid.stepS);
    if (k < 0 || k >= n) continue;
    const sum = columns[SUM * slots + i] as number;
    const lower = columns[LOWER * slots + i] as number;
    const upper = columns[UPPER * slots + i] as number;
    const before = out[k] as number;
    if (before > 0) {
      out[k] = before + count;
      out[SUM * n + k] = (out[SUM * n + k] as number) + sum;
      if (lower < (out[LOWER * n + k] as number)) out[LOWER * n + k] = lower;
      if (upper > (out[UPPER * n + k] as number)) out[UPPER * n + k] = upper;
    } else {
      out[COUNT * n + k] = count;
      out[SUM * n + k] = sum;
      out[LOWER * n + k] = lower;
      out[UPPER * n + k] = upper;
    }
  }
}

function addApdex(out: Float64Array, grid: MergeGrid, { startS, stepS, slots, columns }: FetchedRecord): void {
  const n = grid.slots;
  for (let i = 0; i < slots; i++) {
    const k = Math.floor((startS + i * stepS - grid.startS) / grid.stepS);
    if (k < 0 || k >= n) continue;
    for (let c = 0; c < 3; c++) {
      const value = columns[c * slots + i] as number;
      if (Number.isNaN(value)) continue;
      const at = c * n + k;
      const before = out[at] as number;
      out[at] = Number.isNaN(before) ? value : before + value;
    }
  }
}

function leastCommonMultiple(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
