/**
 * Where all durations and counts go: straight into lines, or, for a server that is known to count by weight, into one sketch a name that
 * is sent at each flush. Then neither lines nor bytes grow with the number of calls.
 *
 * A sketch is sent as its least and its greatest value with weight 1 and the mean of every other bucket with its weight as the sample
 * rate: count, least and greatest stay exact, the sum to 1e-8, and the server makes the same sketch of it as of the single values.
 *
 * Hot: `add` runs once a timed call (bench/agent).
 */
import { formatMean, formatRate, formatValue } from '@carpy/core';
import type { LineWriter } from '../line-writer.ts';
import type { Tally, Timer } from './timer.ts';
import { TimerSketch } from './timer-sketch.ts';

/** What all sketches may take; past it what waits is sent at once, so that nothing gets lost. */
const MAX_BYTES = 8 * 2 ** 20;
/** Longer durations (143 years) go as single lines: their microseconds are no exact whole numbers. */
const MAX_US = 2 ** 52;
/** After so many flushes the sketches that none of them needed are let go. */
const TRIM_EVERY = 60;

export class Timings {
  readonly #lines: LineWriter;
  readonly #maxBytes: number;
  #aggregate = false;
  #timers: Timer[] = [];
  #tallies: Tally[] = [];
  /** Sketches without a name. */
  #pool: TimerSketch[] = [];
  #bytes = 0;
  #flushes = 0;
  /** The fewest that lay in the pool at a flush since the last trim. */
  #leastSpare: number = Number.POSITIVE_INFINITY;

  constructor(lines: LineWriter, maxBytes: number = MAX_BYTES) {
    this.#lines = lines;
    this.#maxBytes = maxBytes;
  }

  get aggregate(): boolean {
    return this.#aggregate;
  }

  /** What waits is sent first when this is turned off. */
  set aggregate(on: boolean) {
    if (!on && this.#aggregate) this.flush();
    this.#aggregate = on;
  }

  /** A duration, ms, >= 0. */
  add(timer: Timer, durationMs: number): void {
    const us = Math.round(durationMs * 1000);
    if (!this.#aggregate || !(us >= 0 && us <= MAX_US)) {
      this.#lines.timing(timer.prefix, durationMs);
      return;
    }
    let { sketch } = timer;
    if (sketch === undefined) {
      sketch = this.#take();
      timer.sketch = sketch;
      this.#timers.push(timer);
    }
    this.#bytes += sketch.add(us);
    if (this.#bytes > this.#maxBytes) this.#flushEarly();
  }

  /** Adds to a counter. */
  count(tally: Tally, n: number): void {
    const sum = tally.sum + n;
    if (!this.#aggregate || !Number.isFinite(sum)) {
      this.#lines.text(tally.prefix, `${formatValue(n)}|c`);
      return;
    }
    tally.sum = sum;
    if (tally.waits) return;
    tally.waits = true;
    this.#tallies.push(tally);
  }

  /** Writes the lines of all that waits. */
  flush(): void {
    this.#trim();
    const timers = this.#timers;
    this.#timers = [];
    for (const timer of timers) {
      const sketch = timer.sketch as TimerSketch;
      timer.sketch = undefined;
      this.#write(timer.prefix, sketch);
      sketch.clear();
      this.#pool.push(sketch);
    }
    const tallies = this.#tallies;
    this.#tallies = [];
    for (const tally of tallies) {
      this.#lines.text(tally.prefix, `${formatValue(tally.sum)}|c`);
      tally.sum = 0;
      tally.waits = false;
    }
  }

  #write(prefix: Uint8Array, sketch: TimerSketch): void {
    this.#lines.timing(prefix, sketch.lowerUs / 1000);
    if (sketch.count > 1) this.#lines.timing(prefix, sketch.upperUs / 1000);
    sketch.forEachBetween((weight, sumUs) => {
      if (weight === 1) this.#lines.timing(prefix, sumUs / 1000);
      else this.#lines.text(prefix, `${formatMean(sumUs / weight / 1000)}|ms|@${formatRate(weight)}`);
    });
  }

  #take(): TimerSketch {
    const spare = this.#pool.pop();
    if (spare !== undefined) return spare;
    const made = new TimerSketch();
    this.#bytes += made.bytes;
    return made;
  }

  #flushEarly(): void {
    this.flush();
    this.#pool = [];
    this.#bytes = 0;
  }

  #trim(): void {
    this.#leastSpare = Math.min(this.#leastSpare, this.#pool.length);
    if (++this.#flushes % TRIM_EVERY !== 0) return;
    for (const sketch of this.#pool.splice(0, this.#leastSpare)) this.#bytes -= sketch.bytes;
    this.#leastSpare = Number.POSITIVE_INFINITY;
  }
}
