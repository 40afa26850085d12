/**
 * The timings of one flush: a log of (entry, value, weight), sorted into groups when the flush closes. Past a bound of values a timer,
 * or of all together, a timer's further values go into a sketch, so memory stays bounded and its percentiles are within 1.08 %.
 *
 * Hot: `add` runs once a timing (bench/statsd). All arrays grow by doubling and are kept.
 */
import { Sketch } from '@carpy/core';
import { sortPairs } from './sort-pairs.ts';

/** Timers of one flush that may have a sketch: one takes up to 18 KB, so a flood of names with scattered values ends at 360 MB. */
const MAX_OVERFLOWS = 20_000;

/** What came past the bounds, of one timer. */
export interface Overflow {
  readonly sketch: Sketch;
  /** Values, each counted once. */
  count: number;
  /** Sum of value times weight. */
  sum: number;
  sumSquares: number;
  lower: number;
  upper: number;
}

export class TimingLog {
  readonly #maxPerTimer: number;
  readonly #maxInAll: number;
  readonly #maxOverflows: number;
  #length = 0;
  #entries = new Uint32Array(1_024);
  #values = new Float64Array(1_024);
  /** Made when the first weight that isn't 1 comes; all 1 up to there. */
  #weights = new Float64Array(0);
  #weighted = false;
  /** Values in the log, by entry. */
  #counts = new Uint32Array(1_024);
  readonly #overflows = new Map<number, Overflow>();

  /** After `group`: the values of all timers, each timer's together and ascending. */
  values: Float64Array = new Float64Array(0);
  /** After `group`: their weights; undefined when all are 1. */
  weights: Float64Array | undefined;
  /** After `group`: end of each entry's group in `values`. */
  #ends = new Uint32Array(0);

  constructor(maxPerTimer: number, maxInAll: number, maxOverflows: number = MAX_OVERFLOWS) {
    this.#maxOverflows = maxOverflows;
    this.#maxPerTimer = maxPerTimer;
    this.#maxInAll = maxInAll;
  }

  /** False when the value finds no room any more in this flush. */
  add(entry: number, value: number, weight: number): boolean {
    const at = this.#length;
    if (entry >= this.#counts.length) this.#growCounts(entry);
    const count = this.#counts[entry] as number;
    if (count >= this.#maxPerTimer || at >= this.#maxInAll) {
      return this.#overflow(entry, value, weight);
    }
    if (at === this.#values.length) this.#growLog();
    if (weight !== 1 && !this.#weighted) this.#startWeights();
    this.#entries[at] = entry;
    this.#values[at] = value;
    if (this.#weighted) this.#weights[at] = weight;
    this.#counts[entry] = count + 1;
    this.#length = at + 1;
    return true;
  }

  /** Closes the log: sorts it by entry, then each group by value. `entries` is how many entries there are. */
  group(entries: number): void {
    const length = this.#length;
    if (this.values.length < length) this.values = new Float64Array(this.#values.length);
    const weights = this.#weighted ? new Float64Array(length) : undefined;
    if (this.#ends.length < entries) this.#ends = new Uint32Array(Math.max(entries, this.#counts.length));
    // A counting sort: `ends` first holds where each group starts and, as its values are put down, moves to where it ends.
    const ends = this.#ends;
    const counts = this.#counts;
    let start = 0;
    const known = Math.min(entries, counts.length);
    for (let entry = 0; entry < known; entry++) {
      ends[entry] = start;
      start += counts[entry] as number;
    }
    for (let i = 0; i < length; i++) {
      const entry = this.#entries[i] as number;
      const to = ends[entry] as number;
      this.values[to] = this.#values[i] as number;
      if (weights !== undefined) weights[to] = this.#weights[i] as number;
      ends[entry] = to + 1;
    }
    this.weights = weights;
    for (let entry = 0; entry < known; entry++) {
      const count = counts[entry] as number;
      const end = ends[entry] as number;
      if (count > 1) sortPairs(this.values, weights, end - count, end);
    }
  }

  /** After `group`: end of the entry's values in `values`; they start `countOf(entry)` before it. */
  endOf(entry: number): number {
    return this.#ends[entry] as number;
  }

  countOf(entry: number): number {
    return entry < this.#counts.length ? (this.#counts[entry] as number) : 0;
  }

  overflowOf(entry: number): Overflow | undefined {
    return this.#overflows.size === 0 ? undefined : this.#overflows.get(entry);
  }

  /** Adds the entry's grouped values to its overflow, which then holds all of them. */
  fold(entry: number, overflow: Overflow): void {
    const end = this.endOf(entry);
    for (let i = end - this.countOf(entry); i < end; i++) {
      grow(overflow, this.values[i] as number, this.weights === undefined ? 1 : (this.weights[i] as number));
    }
  }

  clear(): void {
    this.#length = 0;
    this.#weighted = false;
    this.#counts.fill(0);
    this.#overflows.clear();
    this.weights = undefined;
  }

  #overflow(entry: number, value: number, weight: number): boolean {
    let overflow = this.#overflows.get(entry);
    if (overflow === undefined) {
      if (this.#overflows.size >= this.#maxOverflows) return false;
      overflow = { sketch: new Sketch(), count: 0, sum: 0, sumSquares: 0, lower: value, upper: value };
      this.#overflows.set(entry, overflow);
    }
    grow(overflow, value, weight);
    return true;
  }

  #startWeights(): void {
    if (this.#weights.length < this.#values.length) this.#weights = new Float64Array(this.#values.length);
    this.#weights.fill(1, 0, this.#length);
    this.#weighted = true;
  }

  #growLog(): void {
    const size = Math.min(this.#values.length * 2, Math.max(this.#maxInAll, 1));
    const widerEntries = new Uint32Array(size);
    const widerValues = new Float64Array(size);
    widerEntries.set(this.#entries);
    widerValues.set(this.#values);
    this.#entries = widerEntries;
    this.#values = widerValues;
    if (!this.#weighted) return;
    const widerWeights = new Float64Array(size);
    widerWeights.set(this.#weights);
    this.#weights = widerWeights;
  }

  #growCounts(entry: number): void {
    const wider = new Uint32Array(Math.max(entry + 1, this.#counts.length * 2));
    wider.set(this.#counts);
    this.#counts = wider;
  }
}

function grow(overflow: Overflow, value: number, weight: number): void {
  overflow.sketch.add(value, weight);
  overflow.count++;
  overflow.sum += value * weight;
  overflow.sumSquares += value * value;
  if (value < overflow.lower) overflow.lower = value;
  if (value > overflow.upper) overflow.upper = value;
}
