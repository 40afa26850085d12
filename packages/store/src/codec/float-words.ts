/**
 * Floats that are no short decimals: their high words, which carry sign, exponent and 20 bits of the fraction, and their low words, each
 * as a column of whole numbers. Neighbouring floats of one sign have neighbouring words, so a base takes off what they share, as an XOR with
 * the value before would, and patches carry zeros and changes of sign.
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { END_OF_WHOLES, newPlan, planWholes, readWholes, SAME, writeWholes } from './wholes.ts';

let floats = new Float64Array(600);
let words = new Uint32Array(floats.buffer);
let highs = new Float64Array(600);
let lows = new Float64Array(600);
const highPlan = newPlan();
const lowPlan = newPlan();
/** Bits that all low words end in 0. */
let shift = 0;

function makeRoom(count: number): void {
  if (floats.length >= count) return;
  floats = new Float64Array(count);
  words = new Uint32Array(floats.buffer);
  highs = new Float64Array(count);
  lows = new Float64Array(count);
}

/** Plans `count` values and answers the bytes that `writeWords` would take. */
export function planWords(values: Float64Array, at: number, count: number): number {
  makeRoom(count);
  let any = 0;
  for (let i = 0; i < count; i++) {
    floats[i] = values[at + i] as number;
    any |= words[2 * i] as number;
  }
  shift = any === 0 ? 0 : 31 - Math.clz32(any & -any);
  for (let i = 0; i < count; i++) {
    highs[i] = (words[2 * i + 1] as number) | 0;
    lows[i] = (words[2 * i] as number) >>> shift;
  }
  planWholes(highPlan, highs, count);
  planWholes(lowPlan, lows, count);
  return 2 + highPlan.bytes + lowPlan.bytes;
}

/** Appends what was planned last, but for the encoding's byte. */
export function writeWords(out: ByteWriter, count: number): void {
  out.u8(shift);
  writeWholes(out, highPlan, 0, highs, count);
  writeWholes(out, lowPlan, 0, lows, count);
}

/** Reads `count` values into `out[at…]`. Throws RangeError where `readWholes` does, and on a shift that cannot be. */
export function readWords(from: ByteReader, out: Float64Array, at: number, count: number): void {
  makeRoom(count);
  const shift = from.u8();
  if (shift > 31) throw new RangeError(`low words shifted by ${shift} bits cannot be`);
  readWordColumn(from, highs, count);
  readWordColumn(from, lows, count);
  for (let i = 0; i < count; i++) {
    words[2 * i + 1] = highs[i] as number;
    words[2 * i] = (lows[i] as number) << shift;
    out[at + i] = floats[i] as number;
  }
}

function readWordColumn(from: ByteReader, out: Float64Array, count: number): void {
  const encoding = from.u8();
  if (encoding < SAME || encoding >= END_OF_WHOLES || (encoding & 7) !== 0)
    throw new RangeError(`word encoding ${encoding} is not known`);
  readWholes(from, encoding, 1, out, 0, count);
}
