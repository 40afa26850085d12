/**
 * A mergeable quantile summary: the base-2 exponential histogram at fixed scale 5, the buckets of OpenTelemetry's
 * ExponentialHistogram (scale 5) and Prometheus' native histograms (schema 5). Bucket i holds (2^(i/32), 2^((i+1)/32)]; 0 has a
 * bucket of its own. Relative error of any estimate <= 1.08 %. Merging is adding, so the merge of sketches equals the sketch of
 * all values, in any order.
 *
 * Hot: `add` is called for every timing (bench/sketch.mjs). Weights live in one dense array from the least to the greatest bucket used;
 * it grows by doubling and nothing is allocated in a steady state.
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

/** The estimate for any value of a bucket: the harmonic middle 2ab/(a+b), which has the least relative error at both ends. */
export function bucketEstimate(bucket: number): number {
  const a = 2 ** (bucket / SCALE);
  const b = 2 ** ((bucket + 1) / SCALE);
  return (2 * a * b) / (a + b);
}

export class Sketch {
  #weights = new Float64Array(32);
  /** Bucket of #weights[0]; meaningless while #used is 0. */
  #first = 0;
  #used = 0;
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
    for (let i = 0; i < other.#used; i++) {
      const weight = other.#weights[i] as number;
      if (weight !== 0) this.#addBucket(other.#first + i, weight);
    }
  }

  clear(): void {
    this.#weights.fill(0, 0, this.#used);
    this.#used = 0;
    this.#zero = 0;
    this.#total = 0;
  }

  /** Calls back with each used bucket, ascending; the zero bucket comes first as `undefined`. */
  forEachBucket(visit: (bucket: number | undefined, weight: number) => void): void {
    if (this.#zero > 0) visit(undefined, this.#zero);
    for (let i = 0; i < this.#used; i++) {
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
    let last = 0;
    for (let i = 0; i < this.#used; i++) {
      const weight = this.#weights[i] as number;
      if (weight === 0) continue;
      seen += weight;
      last = i;
      if (rank <= seen) return clamp(bucketEstimate(this.#first + i), lower, upper);
    }
    return clamp(bucketEstimate(this.#first + last), lower, upper);
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
    for (let i = 0; i < this.#used; i++) {
      const weight = this.#weights[i] as number;
      if (weight === 0) continue;
      n++;
      if (!Number.isSafeInteger(weight)) whole = false;
    }
    const out = new Uint8Array(24 + n * 18);
    const view = new DataView(out.buffer);
    out[0] = whole ? SKETCH_WHOLE : SKETCH_FLOAT;
    let at = 1;
    const putWeight = (weight: number): void => {
      if (whole) at = putVarint(out, at, weight);
      else {
        view.setFloat64(at, weight, true);
        at += 8;
      }
    };
    at = putVarint(out, at, n * 2 + (this.#zero > 0 ? 1 : 0));
    if (this.#zero > 0) putWeight(this.#zero);
    let previous = MIN_BUCKET;
    for (let i = 0; i < this.#used; i++) {
      const weight = this.#weights[i] as number;
      if (weight === 0) continue;
      at = putVarint(out, at, this.#first + i - previous);
      previous = this.#first + i;
      putWeight(weight);
    }
    return out.slice(0, at);
  }

  /** Adds an encoded sketch to this one. Throws RangeError when the bytes are no sketch of a known format. */
  mergeEncoded(bytes: Uint8Array): void {
    const format = bytes[0];
    if (format !== SKETCH_WHOLE && format !== SKETCH_FLOAT)
      throw new RangeError(`sketch format ${format} is not known`);
    const reader = new Reader(bytes);
    const weight = (): number => (format === SKETCH_WHOLE ? reader.varint() : reader.float64());
    const head = reader.varint();
    if (head % 2 === 1) {
      const zero = weight();
      this.#zero += zero;
      this.#total += zero;
    }
    let bucket = MIN_BUCKET;
    for (let n = Math.floor(head / 2); n > 0; n--) {
      bucket += reader.varint();
      if (bucket > MAX_BUCKET) throw new RangeError('sketch bucket out of range');
      const w = weight();
      this.#total += w;
      this.#addBucket(bucket, w);
    }
  }

  static decode(bytes: Uint8Array): Sketch {
    const sketch = new Sketch();
    sketch.mergeEncoded(bytes);
    return sketch;
  }

  #addBucket(bucket: number, weight: number): void {
    if (this.#used === 0) {
      this.#first = bucket;
      this.#used = 1;
    } else if (bucket < this.#first) this.#growDown(this.#first - bucket);
    else if (bucket >= this.#first + this.#used) this.#growUp(bucket - this.#first + 1);
    const i = bucket - this.#first;
    this.#weights[i] = (this.#weights[i] as number) + weight;
  }

  #growUp(used: number): void {
    if (used > this.#weights.length) {
      const wider = new Float64Array(Math.max(used, this.#weights.length * 2));
      wider.set(this.#weights);
      this.#weights = wider;
    }
    this.#used = used;
  }

  #growDown(by: number): void {
    const used = this.#used + by;
    const wider =
      used > this.#weights.length ? new Float64Array(Math.max(used, this.#weights.length * 2)) : this.#weights;
    if (wider === this.#weights) {
      wider.copyWithin(by, 0, this.#used);
      wider.fill(0, 0, by);
    } else wider.set(this.#weights.subarray(0, this.#used), by);
    this.#weights = wider;
    this.#first -= by;
    this.#used = used;
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

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || scale > 2 ** 49) throw new RangeError('sketch is cut short');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  float64(): number {
    if (this.#at + 8 > this.#bytes.length) throw new RangeError('sketch is cut short');
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }
}
