/**
 * The sketches of one series in an answer, gathered slot by slot into one growing array.
 *
 * Hot: one call a slot of every wide read (bench/store/wide-reads.mjs). It allocates nothing but the array's growth.
 */
import type { SketchColumn } from '../store.ts';
import type { SketchSink } from './chunk.ts';

/** Shorter runs are copied faster byte by byte than through a view made for them. */
const SHORT_BYTES = 64;

/** Bytes of a small sketch: the first guess for each slot, so that an answer grows twice or so and not ten times. */
const LEAST_BYTES = 16;

export class SketchColumnBuilder implements SketchSink {
  readonly #ends: Uint32Array;
  #bytes = new Uint8Array(0);
  #end = 0;
  /** The slot of the answer at which the slots of `put` begin; may be negative. */
  offset = 0;

  /** `slots` of the answer. */
  constructor(slots: number) {
    this.#ends = new Uint32Array(slots);
  }

  /** Adds the sketch of slot `offset + slot`, which must ascend from call to call. What is outside the answer is left out. */
  put(slot: number, bytes: Uint8Array, from: number, until: number): void {
    const at = this.offset + slot;
    if (at < 0 || at >= this.#ends.length) return;
    const end = this.#end + until - from;
    if (end > this.#bytes.length) this.#grow(end);
    if (until - from > SHORT_BYTES) this.#bytes.set(bytes.subarray(from, until), this.#end);
    else {
      const to = this.#bytes;
      for (let i = from, o = this.#end; i < until; i++, o++) to[o] = bytes[i] as number;
    }
    this.#end = end;
    this.#ends[at] = end;
  }

  /** What was gathered; the builder is done. */
  take(): SketchColumn {
    const ends = this.#ends;
    let end = 0;
    for (let i = 0; i < ends.length; i++) {
      if (ends[i] === 0) ends[i] = end;
      else end = ends[i] as number;
    }
    // A copy of its own: what crosses to another thread takes its whole memory along.
    const bytes = this.#end === this.#bytes.length ? this.#bytes : this.#bytes.slice(0, this.#end);
    return { bytes, ends };
  }

  #grow(needed: number): void {
    const wider = new Uint8Array(Math.max(needed, this.#ends.length * LEAST_BYTES, this.#bytes.length * 2));
    wider.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = wider;
  }
}
