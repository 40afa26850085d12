/**
 * A running merge of timer records, over servers, transactions and slots: counts add, lower takes the least, upper the greatest,
 * mean is sum / count, percentiles come from merged sketches. Hot: an overview of 100 transactions on 3 servers over an hour adds
 * 36,000 records; nothing is kept for each (bench/query measures it).
 *
 * A record alone keeps its own median and upper_95, which are exact where raw timings came. Where some records have no sketch (a
 * late point, an engine without sketches) median and upper_95 are weighted by count.
 */
import { COUNT, LOWER, MEDIAN, Sketch, SUM, UPPER, UPPER_95, upperRank } from '@carpy/core';
import type { SeriesData, SketchColumn } from '@carpy/store';

export class TimerTotal {
  count = 0;
  sumMs = 0;
  lowerMs: number = Number.NaN;
  upperMs: number = Number.NaN;
  readonly #sketch = new Sketch();
  #records = 0;
  /** Of the first record added, right while it is the only one. */
  #onlyMedianMs = Number.NaN;
  #onlyP95Ms = Number.NaN;
  /** Records without a sketch: their count, and median and upper_95 times count. */
  #bareCount = 0;
  #bareMedian = 0;
  #bareP95 = 0;

  clear(): void {
    this.count = 0;
    this.sumMs = 0;
    this.lowerMs = Number.NaN;
    this.upperMs = Number.NaN;
    this.#sketch.clear();
    this.#records = 0;
    this.#onlyMedianMs = Number.NaN;
    this.#onlyP95Ms = Number.NaN;
    this.#bareCount = 0;
    this.#bareMedian = 0;
    this.#bareP95 = 0;
  }

  /** Adds one stored slot; nothing when it is a gap. */
  addSlot(data: SeriesData, slot: number): void {
    const { columns, slots } = data;
    const count = columns[COUNT * slots + slot] as number;
    if (!(count > 0)) return;
    const median = columns[MEDIAN * slots + slot] as number;
    const p95 = columns[UPPER_95 * slots + slot] as number;
    this.count += count;
    this.sumMs += columns[SUM * slots + slot] as number;
    this.#widen(columns[LOWER * slots + slot] as number, columns[UPPER * slots + slot] as number);
    if (this.#records++ === 0) {
      this.#onlyMedianMs = median;
      this.#onlyP95Ms = p95;
    }
    if (!this.#addSketch(data.sketches, slot)) {
      this.#bareCount += count;
      this.#bareMedian += median * count;
      this.#bareP95 += p95 * count;
    }
  }

  /** False where the slot has none. */
  #addSketch(kept: SketchColumn | undefined, slot: number): boolean {
    if (kept === undefined) return false;
    const start = slot === 0 ? 0 : (kept.ends[slot - 1] as number);
    const end = kept.ends[slot] as number;
    if (end <= start) return false;
    // Decoding straight into the sum costs less than decoding once and merging twice: a sketch has fewer pairs than buckets.
    this.#sketch.mergeEncoded(kept.bytes.subarray(start, end));
    return true;
  }

  /** Adds another total. */
  merge(other: TimerTotal): void {
    if (other.#records === 0) return;
    this.count += other.count;
    this.sumMs += other.sumMs;
    this.#widen(other.lowerMs, other.upperMs);
    if (this.#records === 0) {
      this.#onlyMedianMs = other.#onlyMedianMs;
      this.#onlyP95Ms = other.#onlyP95Ms;
    }
    this.#records += other.#records;
    this.#sketch.merge(other.#sketch);
    this.#bareCount += other.#bareCount;
    this.#bareMedian += other.#bareMedian;
    this.#bareP95 += other.#bareP95;
  }

  /** NaN when empty; so all below. */
  meanMs(): number {
    return this.sumMs / this.count;
  }

  medianMs(): number {
    if (this.#records === 1) return this.#onlyMedianMs;
    return this.#weighted(this.#sketch.median(this.lowerMs, this.upperMs), this.#bareMedian);
  }

  p95Ms(): number {
    if (this.#records === 1) return this.#onlyP95Ms;
    return this.#weighted(this.#sketch.upper(95, this.lowerMs, this.upperMs), this.#bareP95);
  }

  /** From sketches alone: NaN when a tenth of the timings or more has none, since no column stands in for it. */
  p99Ms(): number {
    if (this.#records === 0 || this.#bareCount * 10 >= this.count) return Number.NaN;
    // The highest rank is the greatest value, which is known exactly.
    if (upperRank(99, this.#sketch.count) >= this.#sketch.count && this.#bareCount === 0) return this.upperMs;
    return this.#sketch.upper(99, this.lowerMs, this.upperMs);
  }

  /** Timings of which no sketch is kept. */
  get bareCount(): number {
    return this.#bareCount;
  }

  /** The buckets of its sketches: see `Sketch.forEachBucket`. */
  forEachBucket(visit: (bucket: number | undefined, weight: number) => void): void {
    this.#sketch.forEachBucket(visit);
  }

  #weighted(sketched: number, bareSum: number): number {
    if (this.#bareCount === 0) return sketched;
    if (this.#sketch.isEmpty) return bareSum / this.#bareCount;
    const sketchedCount = this.#sketch.count;
    return (sketched * sketchedCount + bareSum) / (sketchedCount + this.#bareCount);
  }

  #widen(lowerMs: number, upperMs: number): void {
    if (!(this.lowerMs <= lowerMs)) this.lowerMs = lowerMs;
    if (!(this.upperMs >= upperMs)) this.upperMs = upperMs;
  }
}
