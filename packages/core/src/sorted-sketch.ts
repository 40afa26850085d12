/**
 * A sketch's bytes straight from sorted values: the same bytes that `Sketch.add` and `encode` make, without walking the empty
 * buckets between them.
 *
 * Hot: once a timer and flush (bench/statsd). Scratch space is kept and grows by doubling.
 */
import { bucketOf, MIN_BUCKET, putVarint, SKETCH_FLOAT, SKETCH_WHOLE } from './sketch.ts';

/** Bytes that the sketch of `n` values needs at most. */
export const sketchBytesBound = (n: number): number => 24 + n * 18;

export class SortedSketchEncoder {
  #buckets = new Int32Array(64);
  #weights = new Float64Array(64);
  readonly #view = new DataView(new ArrayBuffer(8));

  /**
   * Encodes values[from, to), ascending and >= 0, each with its weight (1 without `weights`), into `out` at `at`, which has room for
   * `sketchBytesBound(to - from)`. Returns the offset after the last byte.
   */
  encode(
    values: Float64Array,
    weights: Float64Array | undefined,
    from: number,
    to: number,
    out: Uint8Array,
    at: number,
  ): number {
    if (to - from > this.#buckets.length) {
      const size = Math.max(to - from, this.#buckets.length * 2);
      this.#buckets = new Int32Array(size);
      this.#weights = new Float64Array(size);
    }
    let zero = 0;
    let i = from;
    for (; i < to && values[i] === 0; i++) zero += weights === undefined ? 1 : (weights[i] as number);
    let whole = Number.isSafeInteger(zero);
    let n = 0;
    let last = MIN_BUCKET - 1;
    for (; i < to; i++) {
      const bucket = bucketOf(values[i] as number);
      const weight = weights === undefined ? 1 : (weights[i] as number);
      if (bucket === last) this.#weights[n - 1] = (this.#weights[n - 1] as number) + weight;
      else {
        this.#buckets[n] = bucket;
        this.#weights[n++] = weight;
        last = bucket;
      }
    }
    for (let k = 0; whole && k < n; k++) whole = Number.isSafeInteger(this.#weights[k]);
    let end = at;
    out[end++] = whole ? SKETCH_WHOLE : SKETCH_FLOAT;
    end = putVarint(out, end, n * 2 + (zero > 0 ? 1 : 0));
    if (zero > 0) end = this.#putWeight(out, end, zero, whole);
    let previous = MIN_BUCKET;
    for (let k = 0; k < n; k++) {
      const bucket = this.#buckets[k] as number;
      end = putVarint(out, end, bucket - previous);
      previous = bucket;
      end = this.#putWeight(out, end, this.#weights[k] as number, whole);
    }
    return end;
  }

  #putWeight(out: Uint8Array, at: number, weight: number, whole: boolean): number {
    if (whole) return putVarint(out, at, weight);
    this.#view.setFloat64(0, weight, true);
    for (let i = 0; i < 8; i++) out[at + i] = this.#view.getUint8(i);
    return at + 8;
  }
}
