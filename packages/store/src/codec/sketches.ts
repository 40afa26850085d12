/**
 * A sketch within a chunk: in bits, not in core's bytes, and back to the same bytes. The steps from bucket to bucket and the weights are
 * Rice coded, each with the parameter that suits this sketch: 200 timings of one transaction take 45 bytes and not 150. What core would
 * not have written just so (weights that are no whole numbers, above all) goes as it is. Format: docs/format.md, "Chunk".
 *
 * Hot: every sketch of a seal and of a read passes here (bench/store/codec.mjs). Nothing is allocated but growth.
 */
import { MIN_BUCKET, SKETCH_WHOLE } from '@carpy/core';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { readRice, riceBits, ricePosition, seekRice, startRice, writeRice } from './rice.ts';
import { unzigzag, zigzag } from './whole-numbers.ts';

/** First numbers of a sketch; from HEAD on it is twice the buckets, plus one where 0 has a weight. */
const NONE = 0;
const AS_IT_IS = 1;
const HEAD = 2;
const MAX_BUCKETS = 2_241;
const MAX_WEIGHT = 2 ** 30;
/** The two parameters share a byte: three bits and five. */
const MAX_STEP_RICE = 7;
const MAX_WEIGHT_RICE = 30;

/** Steps from bucket to bucket, less one, and weights, less one, of the sketch at hand. */
const steps = new Uint32Array(MAX_BUCKETS);
const weights = new Uint32Array(MAX_BUCKETS);
let buckets = 0;
let firstBucket = 0;
let zeroWeight = 0;

/** What a run of sketches carries on from one to the next: where the last one began. */
let previousFirst = 0;

/** Before the first sketch of a chunk, for writing and for reading. */
export function startSketches(): void {
  previousFirst = -MIN_BUCKET;
}

/** Appends the next sketch of a chunk; undefined where a slot has none. */
export function writeSketch(out: ByteWriter, sketch: Uint8Array | undefined): void {
  if (sketch === undefined) {
    out.u8(NONE);
    return;
  }
  if (!parse(sketch)) {
    writeAsItIs(out, sketch);
    return;
  }
  const stepRice = bestRice(steps, 1, buckets, MAX_STEP_RICE);
  const weightRice = bestRice(weights, 0, buckets, MAX_WEIGHT_RICE);
  const bits = riceBits(steps, 1, buckets, stepRice) + riceBits(weights, 0, buckets, weightRice);
  if (bits > sketch.length * 8) {
    writeAsItIs(out, sketch);
    return;
  }
  out.varint(HEAD + buckets * 2 + (zeroWeight > 0 ? 1 : 0));
  if (zeroWeight > 0) out.varint(zeroWeight);
  if (buckets === 0) return;
  out.varint(zigzag(firstBucket - previousFirst));
  previousFirst = firstBucket;
  out.u8(stepRice * 32 + weightRice);
  const start = out.skip(Math.ceil(bits / 8));
  const bit = writeRice(out.memory, start, 0, steps, 1, buckets, stepRice);
  writeRice(out.memory, start, bit, weights, 0, buckets, weightRice);
}

function writeAsItIs(out: ByteWriter, sketch: Uint8Array): void {
  out.u8(AS_IT_IS);
  out.varint(sketch.length);
  out.raw(sketch);
}

/** Appends the next sketch of a chunk to `out` as core has it; nothing where a slot has none. Throws RangeError on what cannot be. */
export function readSketch(from: ByteReader, out: ByteWriter): void {
  const head = from.varint();
  if (head === NONE) return;
  if (head === AS_IT_IS) {
    const length = from.varint();
    out.raw(from.raw(length));
    return;
  }
  const n = Math.floor((head - HEAD) / 2);
  if (n > MAX_BUCKETS) throw new RangeError(`a sketch of ${n} buckets cannot be, ${MAX_BUCKETS} are the most`);
  out.u8(SKETCH_WHOLE);
  out.varint(head - HEAD);
  if ((head & 1) === 1) out.varint(from.varint());
  if (n === 0) return;
  previousFirst += unzigzag(from.varint());
  if (previousFirst < 0) throw new RangeError('a sketch before the first bucket cannot be');
  const rice = from.u8();
  startRice(from);
  readRice(from, steps, 1, n, rice >> 5);
  readRice(from, weights, 0, n, rice & 31);
  seekRice(from, ricePosition());
  out.varint(previousFirst);
  out.varint((weights[0] as number) + 1);
  for (let i = 1; i < n; i++) {
    out.varint((steps[i] as number) + 1);
    out.varint((weights[i] as number) + 1);
  }
}

let cursor = 0;

/** Takes a sketch apart; false when core would not have written it so, or it is too large for here. */
function parse(sketch: Uint8Array): boolean {
  if (sketch[0] !== SKETCH_WHOLE) return false;
  cursor = 1;
  const head = varintOf(sketch);
  buckets = Math.floor(head / 2);
  if (head < 0 || buckets > MAX_BUCKETS) return false;
  zeroWeight = head % 2 === 1 ? varintOf(sketch) : 0;
  if (head % 2 === 1 && zeroWeight < 1) return false;
  for (let i = 0; i < buckets; i++) {
    const step = varintOf(sketch);
    const weight = varintOf(sketch);
    if (step < (i === 0 ? 0 : 1) || weight < 1) return false;
    if (i === 0) firstBucket = step;
    else steps[i] = step - 1;
    weights[i] = weight - 1;
  }
  return cursor === sketch.length;
}

/** The next varint, up to 2^30; −1 when it is longer, cut short, or has more bytes than it needs. */
function varintOf(bytes: Uint8Array): number {
  let value = 0;
  for (let shift = 0; shift <= 28; shift += 7) {
    const byte = bytes[cursor++];
    if (byte === undefined) return -1;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte >= 0x80) continue;
    return value > MAX_WEIGHT || (byte === 0 && shift > 0) ? -1 : value;
  }
  return -1;
}

/** The parameter with the fewest bits: near the length of the mean. */
function bestRice(numbers: Uint32Array, at: number, until: number, most: number): number {
  if (until <= at) return 0;
  let sum = 0;
  for (let i = at; i < until; i++) sum += numbers[i] as number;
  const near = Math.min(most, 31 - Math.clz32(Math.floor(sum / (until - at)) + 1));
  let best = near;
  let least = Number.POSITIVE_INFINITY;
  for (let k = Math.max(0, near - 1); k <= Math.min(most, near + 1); k++) {
    const bits = riceBits(numbers, at, until, k);
    if (bits >= least) continue;
    least = bits;
    best = k;
  }
  return best;
}
