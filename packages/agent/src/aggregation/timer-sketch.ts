/**
 * The durations of one name between two flushes: how many and their sum in each bucket of core's sketch, and the least and the greatest.
 * Durations are whole microseconds, as a single value on the wire is, so that sums are exact.
 *
 * Hot: `add` runs once a timed call (bench/agent). Arrays grow by doubling and are kept; a steady load allocates nothing.
 */
import { bucketOf } from '@carpy/core';

const FIRST_SIZE = 32;
const NONE_LOW = 2 ** 30;

/** Called with each bucket but the least and the greatest value: how many there are, and their sum in microseconds. */
export type BucketVisitor = (weight: number, sumUs: number) => void;

export class TimerSketch {
  #weights = new Float64Array(FIRST_SIZE);
  #sums = new Float64Array(FIRST_SIZE);
  /** Bucket of the arrays' first place. */
  #first = 0;
  /** Places used; #low > #high while there is none. */
  #low = NONE_LOW;
  #high = -1;
  #zeros = 0;
  count = 0;
  lowerUs: number = Number.POSITIVE_INFINITY;
  upperUs = 0;

  /** Bytes that it holds, about. */
  get bytes(): number {
    return this.#weights.length * 16 + 256;
  }

  /** Adds a whole number of microseconds, 0 to 2^52. Answers by how many bytes it grew. */
  add(us: number): number {
    this.count++;
    if (us < this.lowerUs) this.lowerUs = us;
    if (us > this.upperUs) this.upperUs = us;
    if (us === 0) {
      this.#zeros++;
      return 0;
    }
    let grown = 0;
    let i = bucketOf(us / 1000) - this.#first;
    if (i < 0 || i >= this.#weights.length) {
      const before = this.#weights.length;
      i = this.#makeRoom(i + this.#first);
      grown = (this.#weights.length - before) * 16;
    }
    this.#weights[i] = (this.#weights[i] as number) + 1;
    this.#sums[i] = (this.#sums[i] as number) + us;
    if (i < this.#low) this.#low = i;
    if (i > this.#high) this.#high = i;
    return grown;
  }

  /** Visits what is left of each bucket, ascending, once the least and the greatest value are taken out. */
  forEachBetween(visit: BucketVisitor): void {
    if (this.count <= 2) return;
    this.#takeOut(this.lowerUs);
    this.#takeOut(this.upperUs);
    if (this.#zeros > 0) visit(this.#zeros, 0);
    for (let i = this.#low; i <= this.#high; i++) {
      const weight = this.#weights[i] as number;
      if (weight > 0) visit(weight, this.#sums[i] as number);
    }
  }

  clear(): void {
    if (this.#high >= 0) {
      this.#weights.fill(0, this.#low, this.#high + 1);
      this.#sums.fill(0, this.#low, this.#high + 1);
    }
    this.#low = NONE_LOW;
    this.#high = -1;
    this.#zeros = 0;
    this.count = 0;
    this.lowerUs = Number.POSITIVE_INFINITY;
    this.upperUs = 0;
  }

  #takeOut(us: number): void {
    if (us === 0) {
      this.#zeros--;
      return;
    }
    const i = bucketOf(us / 1000) - this.#first;
    this.#weights[i] = (this.#weights[i] as number) - 1;
    this.#sums[i] = (this.#sums[i] as number) - us;
  }

  /** Moves what is used, with this bucket, to the middle of arrays with room on both sides; answers the bucket's place. */
  #makeRoom(bucket: number): number {
    const empty = this.#high < 0;
    const least = empty ? bucket : Math.min(bucket, this.#first + this.#low);
    const used = (empty ? bucket : Math.max(bucket, this.#first + this.#high)) - least + 1;
    let length = this.#weights.length;
    while (used > length * 0.75) length *= 2;
    const first = least - ((length - used) >> 1);
    if (!empty) {
      const weights = new Float64Array(length);
      const sums = new Float64Array(length);
      const to = this.#first + this.#low - first;
      weights.set(this.#weights.subarray(this.#low, this.#high + 1), to);
      sums.set(this.#sums.subarray(this.#low, this.#high + 1), to);
      this.#weights = weights;
      this.#sums = sums;
      this.#high += to - this.#low;
      this.#low = to;
    }
    this.#first = first;
    return bucket - first;
  }
}
