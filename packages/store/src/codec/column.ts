/**
 * One column of present values as bytes; bit-exact for every float64, NaN payloads aside. Format: docs/format.md, "Column".
 *
 * Hot: run for every column of every series at a seal and a read (bench/store/codec.mjs). Nothing is allocated but growth.
 * The common case comes first: durations of few decimals, and counts, become whole numbers and are packed in bits.
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { MAX_DECIMALS, scaleOf, toWholes } from './decimals.ts';
import { planWords, readWords, writeWords } from './float-words.ts';
import { END_OF_WHOLES, newPlan, planWholes, readWholes, SAME, writeWholes } from './wholes.ts';

const CONSTANT = 1;
const RAW = 2;
const WORDS = 64;
/** Added to an encoding of whole numbers: they are thirds. */
const THIRDS = 64;

let wholes = new Float64Array(600);
const plan = newPlan();

/** Appends `count` values, from `values[at]` on. */
export function encodeColumn(out: ByteWriter, values: Float64Array, at: number, count: number): void {
  if (count === 0) {
    out.u8(RAW);
    return;
  }
  if (wholes.length < count) wholes = new Float64Array(count);
  let scale = toWholes(values, at, count, 1, wholes);
  if (scale < 0) {
    const decimals = toWholes(values, at, count, 3, wholes);
    if (decimals >= 0) scale = THIRDS + decimals;
  }
  if (scale >= 0) {
    planWholes(plan, wholes, count);
    writeWholes(out, plan, scale, wholes, count);
  } else if (isConstant(values, at, count)) {
    out.u8(CONSTANT);
    out.f64(values[at] as number);
  } else if (planWords(values, at, count) <= count * 8) {
    out.u8(WORDS);
    writeWords(out, count);
  } else {
    out.u8(RAW);
    for (let i = at; i < at + count; i++) out.f64(values[i] as number);
  }
}

/** Reads `count` values into `out[at…]`. Throws RangeError on an unknown encoding, missing bytes, and what cannot be. */
export function decodeColumn(from: ByteReader, out: Float64Array, at: number, count: number): void {
  decodeColumnAs(from.u8(), from, out, at, count);
}

/** The same with the first byte read already. */
export function decodeColumnAs(encoding: number, from: ByteReader, out: Float64Array, at: number, count: number): void {
  const decimals = encoding & 7;
  const parts = encoding >= THIRDS + SAME ? 3 : 1;
  const form = (parts === 3 ? encoding - THIRDS : encoding) - decimals;
  if (form >= SAME && form < END_OF_WHOLES && decimals <= MAX_DECIMALS)
    readWholes(from, form, scaleOf(parts, decimals), out, at, count);
  else if (encoding === WORDS) readWords(from, out, at, count);
  else if (encoding === CONSTANT) out.fill(from.f64(), at, at + count);
  else if (encoding === RAW) for (let i = at; i < at + count; i++) out[i] = from.f64();
  else throw new RangeError(`column encoding ${encoding} is not known`);
}

function isConstant(values: Float64Array, at: number, count: number): boolean {
  const first = values[at] as number;
  for (let i = at + 1; i < at + count; i++) if (!Object.is(values[i], first)) return false;
  return true;
}
