/**
 * The timings of one interval: a log of (entry, value, weight), in the order in which they came. Past a bound of values a timer, or of all
 * together, a timer's further values go into a sketch, so memory stays bounded and its percentiles are within 1.08 %.
 *
 * Hot: `add` runs once a timing (bench/statsd). All arrays grow by doubling and are kept.
 */
import { Sketch } from '@carpy/core';

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

export interface TimingBounds {
  readonly maxPerTimer: number;
  readonly maxInAll: number;
  readonly maxOverflows: number | undefined;
}

export class TimingLog {
  readonly #maxPerTimer: number;
  readonly #maxInAll: number;
  readonly #maxOverflows: number;
  /** Values in the log. */
  length = 0;
  /** Entry of each. */
  entries: Uint32Array = new Uint32Array(1_024);
  values: Float64Array = new Float64Array(1_024);
  /** Holds the weights when `weighted`. Made when the first weight that isn't 1 comes; all were 1 up to there. */
  weights: Float64Array = new Float64Array(0);
  weighted = false;
  /** Values in the log, by entry. */
  #counts = new Uint32Array(1_024);
  readonly #overflows = new Map<number, Overflow>();

  constructor(bounds: TimingBounds) {
    this.#maxPerTimer = bounds.maxPerTimer;
    this.#maxInAll = bounds.maxInAll;
    this.#maxOverflows = bounds.maxOverflows ?? MAX_OVERFLOWS;
  }

  /** False when the value finds no room any more in this interval. */
  add(entry: number, value: number, weight: number): boolean {
    const at = this.length;
    if (entry >= this.#counts.length) this.#growCounts(entry);
    const count = this.#counts[entry] as number;
    if (count >= this.#maxPerTimer || at >= this.#maxInAll) {
      const overflow = this.#overflow(entry, value);
      if (overflow !== undefined) widen(overflow, value, weight);
      return overflow !== undefined;
    }
    if (at === this.values.length) this.#growLog();
    if (weight !== 1 && !this.weighted) this.#startWeights();
    this.entries[at] = entry;
    this.values[at] = value;
    if (this.weighted) this.weights[at] = weight;
    this.#counts[entry] = count + 1;
    this.length = at + 1;
    return true;
  }

  countOf(entry: number): number {
    return entry < this.#counts.length ? (this.#counts[entry] as number) : 0;
  }

  overflowOf(entry: number): Overflow | undefined {
    return this.#overflows.size === 0 ? undefined : this.#overflows.get(entry);
  }

  /** Timers past the bounds. */
  get overflows(): ReadonlyMap<number, Overflow> {
    return this.#overflows;
  }

  /** Adds what another log kept of a timer past its bounds. False when it finds no room. */
  addOverflow(entry: number, other: Overflow): boolean {
    const overflow = this.#overflow(entry, other.lower);
    if (overflow === undefined) return false;
    overflow.sketch.merge(other.sketch);
    overflow.count += other.count;
    overflow.sum += other.sum;
    overflow.sumSquares += other.sumSquares;
    overflow.lower = Math.min(overflow.lower, other.lower);
    overflow.upper = Math.max(overflow.upper, other.upper);
    return true;
  }

  /** Takes the values of some entries out. `gone` answers true for those. */
  drop(gone: (entry: number) => boolean): void {
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      const entry = this.entries[i] as number;
      if (gone(entry)) {
        this.#counts[entry] = 0;
        continue;
      }
      this.entries[kept] = entry;
      this.values[kept] = this.values[i] as number;
      if (this.weighted) this.weights[kept] = this.weights[i] as number;
      kept++;
    }
    this.length = kept;
    for (const entry of this.#overflows.keys()) if (gone(entry)) this.#overflows.delete(entry);
  }

  clear(): void {
    this.length = 0;
    this.weighted = false;
    this.#counts.fill(0);
    this.#overflows.clear();
  }

  #overflow(entry: number, value: number): Overflow | undefined {
    let overflow = this.#overflows.get(entry);
    if (overflow === undefined) {
      if (this.#overflows.size >= this.#maxOverflows) return undefined;
      overflow = { sketch: new Sketch(), count: 0, sum: 0, sumSquares: 0, lower: value, upper: value };
      this.#overflows.set(entry, overflow);
    }
    return overflow;
  }

  #startWeights(): void {
    if (this.weights.length < this.values.length) this.weights = new Float64Array(this.values.length);
    this.weights.fill(1, 0, this.length);
    this.weighted = true;
  }

  #growLog(): void {
    const size = Math.min(this.values.length * 2, Math.max(this.#maxInAll, 1));
    const widerEntries = new Uint32Array(size);
    const widerValues = new Float64Array(size);
    widerEntries.set(this.entries);
    widerValues.set(this.values);
    this.entries = widerEntries;
    this.values = widerValues;
    if (!this.weighted) return;
    const widerWeights = new Float64Array(size);
    widerWeights.set(this.weights);
    this.weights = widerWeights;
  }

  #growCounts(entry: number): void {
    const wider = new Uint32Array(Math.max(entry + 1, this.#counts.length * 2));
    wider.set(this.#counts);
    this.#counts = wider;
  }
}

/** Takes one value into an overflow. */
export function widen(overflow: Overflow, value: number, weight: number): void {
  overflow.sketch.add(value, weight);
  overflow.count++;
  overflow.sum += value * weight;
  overflow.sumSquares += value * value;
  if (value < overflow.lower) overflow.lower = value;
  if (value > overflow.upper) overflow.upper = value;
}
