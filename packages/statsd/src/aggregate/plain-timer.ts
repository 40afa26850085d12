/**
 * The statistics that StatsD makes of a timer outside `carpy.`, number for number
 * (https://github.com/statsd/statsd/blob/master/docs/metric_types.md, "Timing"): the sample rate scales only count and count_ps.
 * Sums are taken over the sorted values, in that order, so that they agree to the last bit.
 *
 * Hot: once a timer and flush (bench/statsd).
 */
import { bucketEstimate } from '@carpy/core';
import { BASE_STATS, THRESHOLD_STATS, type TimerPlan } from './timer-plan.ts';
import type { Overflow } from './timing-log.ts';

export class PlainTimer {
  /** The last timer's statistics, in the order of its plan's `picks`; NaN for a threshold that takes in no value. */
  stats: Float64Array = new Float64Array(64);
  /** Values, least first, with how often each comes, and the sums up to and with each. */
  #values = new Float64Array(256);
  #ranks = new Float64Array(256);
  #sums = new Float64Array(256);
  #squares = new Float64Array(256);
  #length = 0;

  /** From values[from, to), ascending, at least one. `weight` is the timings counted by their sample rates. */
  exact(values: Float64Array, from: number, to: number, weight: number, stepS: number, plan: TimerPlan): void {
    this.#clear(to - from);
    for (let i = from; i < to; i++) this.#add(values[i] as number, 1);
    const n = to - from;
    const sum = this.#sums[n - 1] as number;
    const mean = sum / n;
    let differences = 0;
    for (let i = from; i < to; i++) {
      const difference = (values[i] as number) - mean;
      differences += difference * difference;
    }
    this.#base(n, weight, stepS, sum, this.#squares[n - 1] as number, Math.sqrt(differences / n));
    this.#parts(n, sum, this.#squares[n - 1] as number, plan);
  }

  /** From a timer past the bound of values: count, sums, ends and deviation are exact, the rest within 1.08 %. */
  sketched(overflow: Overflow, weight: number, stepS: number, plan: TimerPlan): void {
    const { sketch, count: n, sum, sumSquares, lower, upper } = overflow;
    this.#clear(0);
    sketch.forEachBucket((bucket, times) => {
      const estimate = bucket === undefined ? 0 : bucketEstimate(bucket);
      this.#add(Math.min(Math.max(estimate, lower), upper), times);
    });
    this.#base(n, weight, stepS, sum, sumSquares, Math.sqrt(Math.max(0, sumSquares / n - (sum / n) ** 2)));
    this.stats[2] = lower;
    this.stats[8] = upper;
    this.#parts(n, sum, sumSquares, plan);
  }

  #clear(values: number): void {
    this.#length = 0;
    if (this.#values.length < values) this.#grow(values);
  }

  #add(value: number, times: number): void {
    const at = this.#length++;
    if (at === this.#values.length) this.#grow(at * 2);
    const first = at === 0;
    this.#values[at] = value;
    this.#ranks[at] = first ? times : (this.#ranks[at - 1] as number) + times;
    this.#sums[at] = first ? times * value : times * value + (this.#sums[at - 1] as number);
    this.#squares[at] = first ? times * value * value : times * value * value + (this.#squares[at - 1] as number);
  }

  #base(n: number, weight: number, stepS: number, sum: number, squares: number, std: number): void {
    const { stats } = this;
    const middle = n >> 1;
    stats[0] = weight;
    stats[1] = weight / stepS;
    stats[2] = this.#at(1);
    stats[3] = sum / n;
    stats[4] = n % 2 === 1 ? this.#at(middle + 1) : (this.#at(middle) + this.#at(middle + 1)) / 2;
    stats[5] = std;
    stats[6] = sum;
    stats[7] = squares;
    stats[8] = this.#at(n);
  }

  #parts(n: number, sum: number, squares: number, plan: TimerPlan): void {
    const { thresholds, bins } = plan;
    const needed = BASE_STATS + thresholds.length * THRESHOLD_STATS + bins.length;
    if (this.stats.length < needed) {
      const wider = new Float64Array(needed);
      wider.set(this.stats);
      this.stats = wider;
    }
    let at = BASE_STATS;
    for (let i = 0; i < thresholds.length; i++, at += THRESHOLD_STATS)
      this.#threshold(n, sum, squares, thresholds[i] as number, at);
    let below = 0;
    for (let i = 0; i < bins.length; i++) {
      const upTo = this.#below(bins[i] as number);
      // Bins that don't ascend take what is left to them.
      this.stats[at++] = Math.max(0, upTo - below);
      below = Math.max(below, upTo);
    }
  }

  #threshold(n: number, sum: number, squares: number, threshold: number, at: number): void {
    const { stats } = this;
    const inside = n > 1 ? Math.min(n, Math.round((Math.abs(threshold) / 100) * n)) : n;
    if (inside === 0) {
      stats.fill(Number.NaN, at, at + THRESHOLD_STATS);
      return;
    }
    const lowest = threshold > 0 || n === 1;
    const place = this.#place(lowest ? inside : n - inside);
    const outside = !lowest && inside === n;
    // Of a part of a bucket, its part of the bucket's sum.
    const least = outside ? 0 : this.#partOf(this.#sums, place, lowest ? inside : n - inside);
    const leastSquares = outside ? 0 : this.#partOf(this.#squares, place, lowest ? inside : n - inside);
    const part = lowest ? (inside === n ? sum : least) : sum - least;
    stats[at] = inside;
    stats[at + 1] = part / inside;
    stats[at + 2] = lowest ? this.#at(inside) : this.#at(n - inside + 1);
    stats[at + 3] = part;
    stats[at + 4] = lowest ? (inside === n ? squares : leastSquares) : squares - leastSquares;
  }

  /** Where the value of a 1-based rank is. */
  #place(rank: number): number {
    const ranks = this.#ranks;
    // Of single values the rank is the place.
    if (ranks[this.#length - 1] === this.#length) return Math.max(0, Math.min(rank, this.#length) - 1);
    let low = 0;
    let high = this.#length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranks[middle] as number) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #at(rank: number): number {
    return this.#values[this.#place(rank)] as number;
  }

  /** The sum of the `rank` least, of which the last ones stand at `place`. */
  #partOf(sums: Float64Array, place: number, rank: number): number {
    const whole = sums[place] as number;
    const ranks = this.#ranks[place] as number;
    if (ranks === rank) return whole;
    const before = place === 0 ? 0 : (sums[place - 1] as number);
    const ranksBefore = place === 0 ? 0 : (this.#ranks[place - 1] as number);
    return before + ((whole - before) * (rank - ranksBefore)) / (ranks - ranksBefore);
  }

  /** How many values are below a bound. */
  #below(bound: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#values[middle] as number) < bound) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : (this.#ranks[low - 1] as number);
  }

  #grow(values: number): void {
    const size = Math.max(values, this.#values.length * 2);
    this.#values = wider(this.#values, size);
    this.#ranks = wider(this.#ranks, size);
    this.#sums = wider(this.#sums, size);
    this.#squares = wider(this.#squares, size);
  }
}

function wider(old: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(size);
  grown.set(old);
  return grown;
}
