/**
 * The columns of a timer's record under `carpy.`, with weights: a value of weight w adds w to count and w·v to sum; median and upper_95
 * are those of the values repeated by their weights, a heavier one standing for its bucket. Everything but count is rounded to 0.001 ms at
 * the end, so sums don't drift.
 *
 * Hot: once a timer and flush (bench/statsd).
 */
import {
  bucketEstimate,
  bucketOf,
  COUNT,
  LOWER,
  MEDIAN,
  quantiseMs,
  SUM,
  UPPER,
  UPPER_95,
  upperRank,
} from '@carpy/core';
import type { Overflow } from './timing-log.ts';

/** From values[from, to), ascending, at least one. Writes the six columns into `out` at `at`. */
export function summariseValues(
  values: Float64Array,
  weights: Float64Array | undefined,
  from: number,
  to: number,
  out: Float64Array,
  at: number,
): void {
  let count = 0;
  let sum = 0;
  for (let i = from; i < to; i++) {
    const weight = weights === undefined ? 1 : (weights[i] as number);
    count += weight;
    sum += weight * (values[i] as number);
  }
  const n = Math.round(count);
  const low = atRank(values, weights, from, to, n <= 1 ? 1 : Math.floor((n + 1) / 2));
  const median = n > 1 && n % 2 === 0 ? (low + atRank(values, weights, from, to, n / 2 + 1)) / 2 : low;
  out[at + COUNT] = count;
  out[at + SUM] = quantiseMs(sum);
  out[at + LOWER] = quantiseMs(values[from] as number);
  out[at + UPPER] = quantiseMs(values[to - 1] as number);
  out[at + MEDIAN] = quantiseMs(median);
  out[at + UPPER_95] = quantiseMs(atRank(values, weights, from, to, upperRank(95, count)));
}

/** From a timer past the bound of values; `count` is the sum of its weights. */
export function summariseOverflow(overflow: Overflow, count: number, out: Float64Array, at: number): void {
  const { sketch, lower, upper } = overflow;
  out[at + COUNT] = count;
  out[at + SUM] = quantiseMs(overflow.sum);
  out[at + LOWER] = quantiseMs(lower);
  out[at + UPPER] = quantiseMs(upper);
  out[at + MEDIAN] = quantiseMs(sketch.median(lower, upper));
  out[at + UPPER_95] = quantiseMs(sketch.upper(95, lower, upper));
}

/**
 * The value at a 1-based rank, each value repeated by its weight; the greatest when the rank lies past the end.
 *
 * One of a weight above 1 may be the mean of what an agent had in one bucket: what stood at the rank is anywhere in that bucket, up to
 * 2.2 % from the mean, but no more than 1.08 % from the bucket's estimate.
 */
function atRank(
  values: Float64Array,
  weights: Float64Array | undefined,
  from: number,
  to: number,
  rank: number,
): number {
  if (weights === undefined) return values[Math.min(from + rank, to) - 1] as number;
  let seen = 0;
  for (let i = from; i < to; i++) {
    const weight = weights[i] as number;
    const value = values[i] as number;
    seen += weight;
    if (rank > seen) continue;
    if (weight <= 1 || value === 0) return value;
    return Math.min(Math.max(bucketEstimate(bucketOf(value)), values[from] as number), values[to - 1] as number);
  }
  return values[to - 1] as number;
}
