/**
 * The statistics that StatsD makes of a timer outside `carpy.`, number for number
 * (https://github.com/statsd/statsd/blob/master/docs/metric_types.md, "Timing"): the sample rate scales only count and count_ps.
 */
import type { Overflow } from './timing-log.ts';

/** The series that every timer has, idle ones too. */
const IDLE = ['count', 'count_ps'] as const;
const BASE = [...IDLE, 'lower', 'mean', 'median', 'std', 'sum', 'sum_squares', 'upper'] as const;
export const IDLE_SERIES: number = IDLE.length;

/** Suffixes of a timer's series for percent thresholds such as 90, 99.9 or -10 (the top 10 %). */
export function plainTimerSuffixes(thresholds: readonly number[]): string[] {
  return [...BASE, ...thresholds.flatMap(thresholdSuffixes)];
}

function thresholdSuffixes(threshold: number): string[] {
  const name = String(threshold).replace('.', '_').replace('-', 'top');
  return [
    `count_${name}`,
    `mean_${name}`,
    `${threshold > 0 ? 'upper' : 'lower'}_${name}`,
    `sum_${name}`,
    `sum_squares_${name}`,
  ];
}

/** What thresholds are taken from: n values, sorted, or a sketch's estimate of them. */
interface Sample {
  readonly n: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly lower: number;
  readonly upper: number;
  readonly median: number;
  readonly std: number;
  /** The value at a 1-based rank. */
  at(rank: number): number;
  /** Sum, and sum of squares, of the `n` least values. */
  sumOf(n: number): readonly [sum: number, sumSquares: number];
}

/**
 * All series of one timer, in the order of `plainTimerSuffixes`; NaN for a threshold that takes in no value.
 * `weight` is the timings counted by their sample rates, `stepS` the flush interval.
 */
export function plainTimerValues(
  sample: Sample,
  weight: number,
  stepS: number,
  thresholds: readonly number[],
): number[] {
  const { n, sum, sumSquares, lower, upper, median, std } = sample;
  const out = [weight, weight / stepS, lower, sum / n, median, std, sum, sumSquares, upper];
  for (const threshold of thresholds) {
    const inside = n > 1 ? Math.min(n, Math.round((Math.abs(threshold) / 100) * n)) : n;
    if (inside === 0) {
      out.push(Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
      continue;
    }
    const [low, lowSquares] = sample.sumOf(threshold > 0 ? inside : n - inside);
    const part = threshold > 0 ? low : sum - low;
    const squares = threshold > 0 ? lowSquares : sumSquares - lowSquares;
    out.push(inside, part / inside, sample.at(threshold > 0 ? inside : n - inside + 1), part, squares);
  }
  return out;
}

/** values[from, to), ascending, at least one. */
export function exactSample(values: Float64Array, from: number, to: number): Sample {
  const n = to - from;
  const sumOf = (count: number): readonly [number, number] => {
    let sum = 0;
    let squares = 0;
    for (let i = from; i < from + count; i++) {
      const value = values[i] as number;
      sum += value;
      squares += value * value;
    }
    return [sum, squares];
  };
  const at = (rank: number): number => values[from + rank - 1] as number;
  const [sum, sumSquares] = sumOf(n);
  const mean = sum / n;
  let differences = 0;
  for (let i = from; i < to; i++) differences += ((values[i] as number) - mean) ** 2;
  const middle = n >> 1;
  return {
    n,
    sum,
    sumSquares,
    lower: at(1),
    upper: at(n),
    median: n % 2 === 1 ? at(middle + 1) : (at(middle) + at(middle + 1)) / 2,
    std: Math.sqrt(differences / n),
    at,
    sumOf,
  };
}

/** A timer past the bound of values: count, sums, ends and deviation are exact, the rest within 1.08 %. */
export function sketchSample(overflow: Overflow): Sample {
  const { sketch, count: n, sum, sumSquares, lower, upper } = overflow;
  const at = (rank: number): number => sketch.atRank(rank, lower, upper);
  return {
    n,
    sum,
    sumSquares,
    lower,
    upper,
    median: sketch.median(lower, upper),
    std: Math.sqrt(Math.max(0, sumSquares / n - (sum / n) ** 2)),
    at,
    sumOf: (count) => {
      if (count === n) return [sum, sumSquares];
      let left = count;
      let seen = 0;
      let partial = 0;
      let squares = 0;
      sketch.forEachBucket((_bucket, weight) => {
        const take = Math.min(left, weight);
        seen += weight;
        const value = at(seen);
        partial += take * value;
        squares += take * value * value;
        left -= take;
      });
      return [partial, squares];
    },
  };
}
