/**
 * Timer records: what is stored of one timer and slot. `mean` is not stored; it is sum / count.
 * All six leaves of the metric tree (mean, median, upper, upper_95, lower, count) are columns of one record.
 */
import { upperRank } from './sketch.ts';

/** Stored columns, in stored order. */
export const TIMER_COLUMNS = ['count', 'sum', 'lower', 'upper', 'median', 'upper_95'] as const;
export type TimerColumn = (typeof TIMER_COLUMNS)[number];
export const TIMER_COLUMN_COUNT = 6;
/** Index of each stored column. */
export const COUNT = 0;
export const SUM = 1;
export const LOWER = 2;
export const UPPER = 3;
export const MEDIAN = 4;
export const UPPER_95 = 5;

/** The leaves that find, expand and the tree show for a timer's record, in page order. */
export const TIMER_LEAVES = ['count', 'lower', 'mean', 'median', 'upper', 'upper_95'] as const;
/** The leaves of an Apdex record. */
export const APDEX_LEAVES = ['frustrated', 'satisfied', 'score', 'tolerating'] as const;

/** Kinds of series. The kind of the first value stays: another kind under the same name is dropped and counted. */
export type SeriesKind = 'timer' | 'apdex' | 'counter' | 'gauge' | 'set' | 'plain';

/** Under `carpy.` durations are stored in ms with three decimals: exact for the agent's values and four times smaller on disk. */
export const quantiseMs = (valueMs: number): number => Math.round(valueMs * 1000) / 1000;

/**
 * Writes the six columns of one timer and flush into `out` at `at`, from values sorted ascending, each with weight 1.
 * Sums are quantised like values. `sorted` holds at least one value.
 */
export function summarise(sorted: Float64Array, out: Float64Array, at: number): void {
  const n = sorted.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += sorted[i] as number;
  const middle = n >> 1;
  const median =
    n % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  out[at + COUNT] = n;
  out[at + SUM] = quantiseMs(sum);
  out[at + LOWER] = quantiseMs(sorted[0] as number);
  out[at + UPPER] = quantiseMs(sorted[n - 1] as number);
  out[at + MEDIAN] = quantiseMs(median);
  out[at + UPPER_95] = quantiseMs(sorted[upperRank(95, n) - 1] as number);
}
