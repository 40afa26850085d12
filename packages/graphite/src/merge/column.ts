/**
 * Columns of merged records. A percentile of a slot is, in this order: the stored one when a single input slot makes it up; else
 * from the merged sketches when every input has one; else, for median and upper_95, the inputs' own weighted by count, and the
 * slot is told as weighted; else a gap.
 *
 * Hot: sketches of every record and slot pass here; one scratch sketch is reused and nothing is allocated per slot (bench/graphite).
 */
import { apdexScore, bucketEstimate, COUNT, LOWER, MEDIAN, Sketch, SUM, UPPER, UPPER_95, upperRank } from '@carpy/core';
import type { FetchedRecord } from '../source.ts';
import { type Column, parseColumn } from './column-name.ts';
import type { MergedRecord } from './merge-records.ts';

export interface ColumnValues {
  /** One value a slot; NaN where nothing was recorded, or where the column needs sketches that are not kept. */
  readonly values: Float64Array;
  /** Slots whose percentile is weighted by count for want of sketches, or a gap for the same reason: 0 when all are true merges. */
  readonly weightedSlots: number;
}

/**
 * A column of a merged record: count, sum, mean, lower, upper, median, upper_<p>, mean_<p>, lower_top<p>, mean_top<p>; of Apdex
 * score, satisfied, tolerating, frustrated.
 * @throws CarpyError CARPY_BAD_TARGET when there is no such column.
 */
export function columnOf(merged: MergedRecord, column: string): Float64Array {
  return readColumn(merged, column).values;
}

/** As columnOf, and how many slots are no true merge. */
export function readColumn(merged: MergedRecord, column: string): ColumnValues {
  const parsed = parseColumn(column, merged.kind);
  const { slots, columns } = merged;
  const plain = (index: number): ColumnValues => ({
    values: columns.slice(index * slots, (index + 1) * slots),
    weightedSlots: 0,
  });
  switch (parsed.kind) {
    case 'count':
    case 'satisfied':
      return plain(0);
    case 'sum':
    case 'tolerating':
      return plain(1);
    case 'lower':
    case 'frustrated':
      return plain(2);
    case 'upper':
      return plain(3);
    case 'mean':
      return { values: means(merged), weightedSlots: 0 };
    case 'score':
      return { values: scores(merged), weightedSlots: 0 };
    case 'median':
      return percentiles(merged, parsed, MEDIAN);
    case 'lower_top':
      return parsed.p === 100 ? plain(LOWER) : percentiles(merged, parsed, undefined);
    case 'upper_p':
      return parsed.p === 100 ? plain(UPPER) : percentiles(merged, parsed, parsed.p === 95 ? UPPER_95 : undefined);
    default:
      return parsed.p === 100 ? { values: means(merged), weightedSlots: 0 } : percentiles(merged, parsed, undefined);
  }
}

function means({ columns, slots }: MergedRecord): Float64Array {
  const out = new Float64Array(slots);
  // 0 / 0 and NaN / NaN are the gap that they should be.
  for (let k = 0; k < slots; k++)
    out[k] = (columns[SUM * slots + k] as number) / (columns[COUNT * slots + k] as number);
  return out;
}

function scores({ columns, slots }: MergedRecord): Float64Array {
  const out = new Float64Array(slots);
  for (let k = 0; k < slots; k++) {
    // A zone without a count is zero transactions; a slot without any is a gap, which apdexScore answers for a total of 0.
    out[k] = apdexScore(orZero(columns[k]), orZero(columns[slots + k]), orZero(columns[2 * slots + k]));
  }
  return out;
}

const orZero = (value: number | undefined): number => (value === undefined || Number.isNaN(value) ? 0 : value);

/** The inputs of a slot: which of a record's slots fall into it, by index, end exclusive. */
function inputsFrom(merged: MergedRecord, k: number, record: FetchedRecord): number {
  return Math.max(0, Math.ceil((merged.startS + k * merged.stepS - record.startS) / record.stepS));
}
function inputsUntil(merged: MergedRecord, k: number, record: FetchedRecord): number {
  return Math.min(record.slots, Math.ceil((merged.startS + (k + 1) * merged.stepS - record.startS) / record.stepS));
}

/** `stored` is the index of the stored column that holds this percentile of a single slot, if any does. */
function percentiles(merged: MergedRecord, column: Column, stored: number | undefined): ColumnValues {
  const { slots, columns } = merged;
  const values = new Float64Array(slots).fill(Number.NaN);
  const scratch = new Sketch();
  let weightedSlots = 0;
  for (let k = 0; k < slots; k++) {
    const count = columns[k] as number;
    if (!(count > 0)) continue;
    let inputs = 0;
    let weightedSum = 0;
    let only = Number.NaN;
    for (const record of merged.records) {
      const until = inputsUntil(merged, k, record);
      for (let i = inputsFrom(merged, k, record); i < until; i++) {
        const n = record.columns[COUNT * record.slots + i] as number;
        if (!(n > 0)) continue;
        inputs++;
        if (stored === undefined) continue;
        only = record.columns[stored * record.slots + i] as number;
        weightedSum += only * n;
      }
    }
    if (inputs === 1 && stored !== undefined) values[k] = only;
    else if (mergeSketches(scratch, merged, k)) values[k] = fromSketch(scratch, column, merged, k);
    else {
      weightedSlots++;
      if (stored !== undefined) values[k] = weightedSum / count;
    }
  }
  return { values, weightedSlots };
}

/** Fills `scratch` with the sketches of a slot's inputs; false as soon as one that counted something has none. */
function mergeSketches(scratch: Sketch, merged: MergedRecord, k: number): boolean {
  scratch.clear();
  for (const record of merged.records) {
    const until = inputsUntil(merged, k, record);
    for (let i = inputsFrom(merged, k, record); i < until; i++) {
      if (!((record.columns[COUNT * record.slots + i] as number) > 0)) continue;
      const sketch = record.sketchAt(i);
      if (sketch === undefined || sketch.isEmpty) return false;
      scratch.merge(sketch);
    }
  }
  return true;
}

function fromSketch(sketch: Sketch, column: Column, { slots, columns }: MergedRecord, k: number): number {
  const lower = columns[LOWER * slots + k] as number;
  const upper = columns[UPPER * slots + k] as number;
  const n = sketch.count;
  switch (column.kind) {
    case 'median':
      return sketch.median(lower, upper);
    case 'upper_p':
      return sketch.upper(column.p, lower, upper);
    case 'lower_top':
      return sketch.atRank(n - upperRank(column.p, n) + 1, lower, upper);
    case 'mean_p':
      return meanOfRanks(sketch, 0, Math.min(n, upperRank(column.p, n)), lower, upper);
    case 'mean_top':
      return meanOfRanks(sketch, Math.max(0, n - upperRank(column.p, n)), n, lower, upper);
    default:
      return Number.NaN;
  }
}

/** The mean of the values ranked in (after, until] when all stand sorted, each repeated by its weight. */
function meanOfRanks(sketch: Sketch, after: number, until: number, lower: number, upper: number): number {
  let seen = 0;
  let sum = 0;
  sketch.forEachBucket((bucket, weight) => {
    const taken = Math.min(until, seen + weight) - Math.max(after, seen);
    seen += weight;
    if (taken > 0) sum += taken * Math.min(upper, Math.max(lower, bucket === undefined ? 0 : bucketEstimate(bucket)));
  });
  return sum / (until - after);
}
