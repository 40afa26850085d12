/**
 * A mergeable quantile summary: the base-2 exponential histogram at fixed scale 5, the buckets of OpenTelemetry's
 * ExponentialHistogram (scale 5) and Prometheus' native histograms (schema 5). Bucket i holds (2^(i/32), 2^((i+1)/32)]; 0 has a
 * bucket of its own. Relative error of any estimate <= 1.08 %. Merging is adding, so the merge of sketches equals the sketch of
 * all values, in any order.
 *
 * Hot: `add` is called for every timing, `mergeEncoded` for every sketch of a wide read (bench/store/wide-reads.mjs). Weights live in
 * one dense array around the buckets used; it grows by doubling and nothing is allocated in a steady state.
 */

const SCALE = 32;
/** Values are milliseconds: buckets below about 1 ns and above about 36 years are folded into the end buckets, so that a sketch can't grow past 2,241 buckets. */
export const MIN_BUCKET: number = -20 * SCALE;
export const MAX_BUCKET: number = 50 * SCALE;

/** The bucket of a value > 0. */
export function bucketOf(value: number): number {
  const i = Math.ceil(Math.log2(value) * SCALE) - 1;
  return i < MIN_BUCKET ? MIN_BUCKET : i > MAX_BUCKET ? MAX_BUCKET : i;
}

/** The lower edge of a bucket, which is in the one below it. */
export const bucketStart = (bucket: number): number => 2 ** (bucket / SCALE);

/** The estimate for any value of a bucket: the harmonic middle 2ab/(a+b), which has the least relative error at both ends. */
export function bucketEstimate(bucket: number): number {
  const a = 2 ** (bucket / SCALE);
  const b = 2 ** ((bucket + 1) / SCALE);
  return (2 * a * b) / (a + b);
}

/** Above every place, so that the first bucket is the least. */
const NONE_LOW = 2 ** 30;

export class Sketch {
  /** Weights of the buckets from #first on; zero outside #low…#high. */
  #weights = new Float64Array(32);
  /** Bucket of #weights[0]. */
  #first = 0;
  /** Places of the least and the greatest bucket used; #low > #high while there is none. */
  #low = NONE_LOW;
  #high = -1;
  #zero = 0;
  #total = 0;

  /** Sum of all weights. */
  get count(): number {
    return this.#total;
  }

  get isEmpty(): boolean {
    return this.#total === 0;
  }

  /** Adds a value >= 0 with a weight > 0. Negative values and NaN are the caller's to refuse. */
  add(value: number, weight = 1): void {
    this.#total += weight;
    if (value === 0) this.#zero += weight;
    else this.#addBucket(bucketOf(value), weight);
  }

  /** Adds another sketch's weights to this one. */
  merge(other: Sketch): void {
    this.#total += other.#total;
    this.#zero += other.#zero;
    for (let i = other.#low; i <= other.#high; i++) {
      const weight = other.#weights[i] as number;
      if (weight !== 0) this.#addBucket(other.#first + i, weight);
    }
  }

  /** Empties the sketch. It keeps its place among the buckets: filled again with values alike, it moves nothing. */
  clear(): void {
    if (this.#high >= 0) this.#weights.fill(0, this.#low, this.#high + 1);
    this.#low = NONE_LOW;
    this.#high = -1;
    this.#zero = 0;
    this.#total = 0;
  }

  /** Calls back with each used bucket, ascending; the zero bucket comes first as `undefined`. */
  forEachBucket(visit: (bucket: number | undefined, weight: number) => void): void {
    if (this.#zero > 0) visit(undefined, this.#zero);
    for (let i = this.#low; i <= this.#high; i++) {
      const weight = this.#weights[i] as number;
      if (weight > 0) visit(this.#first + i, weight);
    }
  }

  /**
   * The value at a 1-based rank when all values stand sorted, each repeated by its weight, held within [lower, upper].
   * NaN when empty.
   */
  atRank(rank: number, lower = 0, upper: number = Number.POSITIVE_INFINITY): number {
    if (this.#total === 0) return Number.NaN;
    let seen = this.#zero;
    if (rank <= seen) return clamp(0, lower, upper);
    let last = this.#low;
    for (let i = this.#low; i <= this.#high; i++) {
      const weight = this.#weights[i] as number;
      if (weight === 0) continue;
      seen += weight;
      last = i;
      if (rank <= seen) return clamp(bucketEstimate(this.#first + i), lower, upper);
    }
    return clamp(this.#high < 0 ? 0 : bucketEstimate(this.#first + last), lower, upper);
  }

  /** StatsD's `upper_<p>`: sorted[round(p/100·n) − 1]; `p` in (0, 100]. NaN when empty. */
  upper(p: number, lower?: number, upper?: number): number {
    return this.atRank(upperRank(p, this.#total), lower, upper);
  }

  /** The middle value, or the mean of the two in the middle. NaN when empty. */
  median(lower?: number, upper?: number): number {
    const n = Math.round(this.#total);
    if (n <= 1) return this.atRank(1, lower, upper);
    if (n % 2 === 1) return this.atRank((n + 1) / 2, lower, upper);
    return (this.atRank(n / 2, lower, upper) + this.atRank(n / 2 + 1, lower, upper)) / 2;
  }

  /** Bytes of the sketch, format 1: see docs/format.md, "Sketch". An empty sketch is two bytes. */
  encode(): Uint8Array {
    let whole = Number.isSafeInteger(this.#zero);
    let n = 0;
    for (let i = this.#low; i <= this.#high; i++) {
      const weight = this.#weights[i] as number;
      if (weight === 0) continue;
      n++;
      if (!Number.isSafeInteger(weight)) whole = false;
    }
    if (scratch.length < 24 + n * 18) scratch = new Uint8Array(24 + n * 18);
    const out = scratch;
    out[0] = whole ? SKETCH_WHOLE : SKETCH_FLOAT;
    let at = putVarint(out, 1, n * 2 + (this.#zero > 0 ? 1 : 0));
    if (this.#zero > 0) at = whole ? putVarint(out, at, this.#zero) : putFloat64(out, at, this.#zero);
    let previous = MIN_BUCKET;
    for (let i = this.#low; i <= this.#high; i++) {
      const weight = this.#weights[i] as number;
      if (weight === 0) continue;
      at = putVarint(out, at, this.#first + i - previous);
      previous = this.#first + i;
      at = whole ? putVarint(out, at, weight) : putFloat64(out, at, weight);
    }
    return out.slice(0, at);
  }

  /** Adds an encoded sketch to this one. Throws RangeError when the bytes are no sketch of a known format. */
  mergeEncoded(bytes: Uint8Array): void {
    const format = bytes[0];
    if (format !== SKETCH_WHOLE && format !== SKETCH_FLOAT)
      throw new RangeError(`sketch format ${format} is not known`);
    const whole = format === SKETCH_WHOLE;
    cursor = 1;
    const head = readVarint(bytes);
    if (head % 2 === 1) {
      const zero = whole ? readVarint(bytes) : readFloat64(bytes);
      this.#zero += zero;
      this.#total += zero;
    }
    let bucket = MIN_BUCKET;
    for (let n = Math.floor(head / 2); n > 0; n--) {
      bucket += readVarint(bytes);
      if (bucket > MAX_BUCKET) throw new RangeError('sketch bucket out of range');
      const weight = whole ? readVarint(bytes) : readFloat64(bytes);
      this.#total += weight;
      this.#addBucket(bucket, weight);
    }
  }

  static decode(bytes: Uint8Array): Sketch {
    const sketch = new Sketch();
    sketch.mergeEncoded(bytes);
    return sketch;
  }

  #addBucket(bucket: number, weight: number): void {
    let i = bucket - this.#first;
    if (i < 0 || i >= this.#weights.length) i = this.#makeRoom(bucket);
    this.#weights[i] = (this.#weights[i] as number) + weight;
    if (i < this.#low) this.#low = i;
    if (i > this.#high) this.#high = i;
  }

  /** Moves what is used, with this bucket, to the middle of an array that has room on both sides; answers the bucket's place. */
  #makeRoom(bucket: number): number {
    const empty = this.#high < 0;
    const least = empty ? bucket : Math.min(bucket, this.#first + this.#low);
    const used = (empty ? bucket : Math.max(bucket, this.#first + this.#high)) - least + 1;
    let length = this.#weights.length;
    // A quarter stays free: else values that come in falling order would move everything again and again.
    while (used > length * 0.75) length *= 2;
    const first = least - ((length - used) >> 1);
    if (!empty) {
      const by = this.#first - first;
      const weights = this.#weights;
      const low = this.#low;
      const high = this.#high;
      this.#low = low + by;
      this.#high = high + by;
      if (length === weights.length) {
        weights.copyWithin(this.#low, low, high + 1);
        // What the move left behind: one side or the other of what is used now.
        weights.fill(0, low, Math.max(low, Math.min(high + 1, this.#low)));
        weights.fill(0, Math.min(high + 1, Math.max(low, this.#high + 1)), high + 1);
      } else {
        this.#weights = new Float64Array(length);
        this.#weights.set(weights.subarray(low, high + 1), this.#low);
      }
    } else if (length !== this.#weights.length) this.#weights = new Float64Array(length);
    this.#first = first;
    return bucket - first;
  }
}

/** The 1-based rank of StatsD's upper_<p> among n values: round(p/100·n), at least 1. */
export const upperRank = (p: number, n: number): number => Math.max(1, Math.round((p / 100) * n));

/** First byte of an encoded sketch whose weights are whole numbers, written as varints. */
export const SKETCH_WHOLE = 1;
/** First byte of one whose weights are doubles. */
export const SKETCH_FLOAT = 2;

const clamp = (v: number, lower: number, upper: number): number => (v < lower ? lower : v > upper ? upper : v);

/** Writes a whole number up to 2^53 as unsigned LEB128; returns the offset after it. */
export function putVarint(out: Uint8Array, at: number, value: number): number {
  let rest = value;
  let i = at;
  while (rest >= 0x80) {
    out[i++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  out[i++] = rest;
  return i;
}

/** Where a sketch is encoded before its length is known; the answer is a copy. */
let scratch = new Uint8Array(1024);

/** Where the next number of the bytes being read begins: one reader at a time, so that reading allocates nothing. */
let cursor = 0;

function readVarint(bytes: Uint8Array): number {
  const first = bytes[cursor];
  if (first !== undefined && first < 0x80) {
    cursor++;
    return first;
  }
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = bytes[cursor++];
    if (byte === undefined || scale > 2 ** 49) throw new RangeError('sketch is cut short');
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}

const eightBytes = new Uint8Array(8);
const eightBytesView = new DataView(eightBytes.buffer);

function putFloat64(out: Uint8Array, at: number, value: number): number {
  eightBytesView.setFloat64(0, value, true);
  out.set(eightBytes, at);
  return at + 8;
}

function readFloat64(bytes: Uint8Array): number {
  if (cursor + 8 > bytes.length) throw new RangeError('sketch is cut short');
  for (let i = 0; i < 8; i++) eightBytes[i] = bytes[cursor++] as number;
  return eightBytesView.getFloat64(0, true);
}
