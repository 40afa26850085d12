/**
 * The timings of a closed interval by timer: a counting sort of the log, done in slices, then each timer's values ascending when it is
 * written.
 *
 * Hot: once a timing and flush (bench/statsd). Arrays are kept and grow with the log.
 */
import { sortPairs } from './sort-pairs.ts';
import { type Overflow, type TimingLog, widen } from './timing-log.ts';

export class TimingGroups {
  /** The values of all timers, each timer's together. */
  values: Float64Array = new Float64Array(0);
  /** Their weights; undefined when all are 1. */
  weights: Float64Array | undefined;
  #weights = new Float64Array(0);
  /** Where an entry's next value goes; in the end, the end of its group. */
  #ends = new Uint32Array(0);
  #log: TimingLog | undefined;

  /** Groups a log, which must not change meanwhile. Yields after `slice()` entries or values. `entries` is how many entries there are. */
  *group(log: TimingLog, entries: number, slice: () => number): Generator<void> {
    const { length } = log;
    this.#log = log;
    if (this.values.length < length) this.values = new Float64Array(log.values.length);
    if (log.weighted && this.#weights.length < length) this.#weights = new Float64Array(log.values.length);
    this.weights = log.weighted ? this.#weights : undefined;
    if (this.#ends.length < entries) this.#ends = new Uint32Array(Math.max(entries, this.#ends.length * 2));
    let start = 0;
    for (let from = 0; from < entries; ) {
      const to = Math.min(entries, from + slice());
      start = this.#place(log, from, to, start);
      from = to;
      yield;
    }
    for (let from = 0; from < length; ) {
      const to = Math.min(length, from + slice());
      this.#scatter(log, from, to);
      from = to;
      yield;
    }
  }

  /** End of the entry's values; they start `countOf(entry)` of the log before it. */
  endOf(entry: number): number {
    return this.#ends[entry] as number;
  }

  /** Puts an entry's values in ascending order. */
  sort(entry: number, count: number): void {
    const end = this.endOf(entry);
    if (count > 1) sortPairs(this.values, this.weights, end - count, end);
  }

  /** Adds the entry's values to its overflow, which then holds all of them. */
  fold(entry: number, overflow: Overflow): void {
    const end = this.endOf(entry);
    for (let i = end - (this.#log?.countOf(entry) ?? 0); i < end; i++) {
      widen(overflow, this.values[i] as number, this.weights === undefined ? 1 : (this.weights[i] as number));
    }
  }

  #place(log: TimingLog, from: number, to: number, first: number): number {
    let start = first;
    for (let entry = from; entry < to; entry++) {
      this.#ends[entry] = start;
      start += log.countOf(entry);
    }
    return start;
  }

  #scatter(log: TimingLog, from: number, to: number): void {
    const ends = this.#ends;
    const { values, weights } = this;
    for (let i = from; i < to; i++) {
      const entry = log.entries[i] as number;
      const at = ends[entry] as number;
      values[at] = log.values[i] as number;
      if (weights !== undefined) weights[at] = log.weights[i] as number;
      ends[entry] = at + 1;
    }
  }
}
