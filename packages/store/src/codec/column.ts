/**
 * One column of present values as bytes; bit-exact for every float64, NaN payloads aside. Format: docs/format.md, "Column".
 *
 * Hot: run for every column of every series at a seal and a read (bench/store/codec.mjs). Nothing is allocated but growth.
 * The common case comes first: durations of few decimals, and counts, become whole numbers and are packed in bits.
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { commonFactor, multiplyAll } from './common-factor.ts';
import { MAX_DECIMALS, scaleOf, toWholes } from './decimals.ts';
import { planWords, readWords, writeWords } from './float-words.ts';
import { floatBeside, toNearWholes } from './near-decimals.ts';
import { varintBytes } from './whole-numbers.ts';
import { END_OF_WHOLES, newPlan, planWholes, readWholes, SAME, writeWholes } from './wholes.ts';

const CONSTANT = 1;
const RAW = 2;
const WORDS = 64;
/** Added to an encoding of whole numbers: they are thirds. */
const THIRDS = 64;
/** Whole numbers with a factor, or distances to the values, or both: decimals and three flags are added. */
const SCALED = 128;
const SCALED_THIRDS = 8;
const WITH_OFFS = 16;
const WITH_FACTOR = 32;
const END_OF_SCALED = SCALED + 64;
/** Fewer numbers gain nothing by a factor of their own. */
const FEWEST_TO_DIVIDE = 12;

let wholes = new Float64Array(720);
let offs = new Float64Array(720);
const plan = newPlan();
const otherPlan = newPlan();

function makeRoom(count: number): void {
  if (wholes.length >= count) return;
  wholes = new Float64Array(count);
  offs = new Float64Array(count);
}

/** Appends `count` values, from `values[at]` on. */
export function encodeColumn(out: ByteWriter, values: Float64Array, at: number, count: number): void {
  if (count === 0) {
    out.u8(RAW);
    return;
  }
  makeRoom(count);
  let scale = toWholes(values, at, count, 1, wholes);
  if (scale < 0) {
    const decimals = toWholes(values, at, count, 3, wholes);
    if (decimals >= 0) scale = THIRDS + decimals;
  }
  if (scale >= 0) encodeExact(out, scale, count);
  else if (isConstant(values, at, count)) {
    out.u8(CONSTANT);
    out.f64(values[at] as number);
  } else encodeFloats(out, values, at, count);
}

/** `wholes` by themselves, or divided by what they have in common. */
function encodeExact(out: ByteWriter, scale: number, count: number): void {
  planWholes(plan, wholes, count);
  const factor = count < FEWEST_TO_DIVIDE || plan.encoding === SAME ? 1 : commonFactor(wholes, count);
  if (factor > 1) {
    multiplyAll(wholes, count, 1 / factor);
    planWholes(otherPlan, wholes, count);
    if (otherPlan.bytes + 1 + varintBytes(factor) < plan.bytes) {
      const decimals = scale >= THIRDS ? scale - THIRDS + SCALED_THIRDS : scale;
      out.u8(SCALED + decimals + WITH_FACTOR);
      out.varint(factor);
      writeWholes(out, otherPlan, 0, wholes, count);
      return;
    }
    multiplyAll(wholes, count, factor);
  }
  writeWholes(out, plan, scale, wholes, count);
}

/** Values that are no short decimals. */
function encodeFloats(out: ByteWriter, values: Float64Array, at: number, count: number): void {
  if (count >= FEWEST_TO_DIVIDE && encodeNear(out, values, at, count)) return;
  if (planWords(values, at, count) <= count * 8) {
    out.u8(WORDS);
    writeWords(out, count);
  } else {
    out.u8(RAW);
    for (let i = at; i < at + count; i++) out.f64(values[i] as number);
  }
}

/** False, and nothing is appended, where the values are not near decimals, or take no fewer bytes so than as words. */
function encodeNear(out: ByteWriter, values: Float64Array, at: number, count: number): boolean {
  let scale = toNearWholes(values, at, count, 1, wholes, offs);
  if (scale < 0) {
    const decimals = toNearWholes(values, at, count, 3, wholes, offs);
    if (decimals < 0) return false;
    scale = SCALED_THIRDS + decimals;
  }
  const factor = commonFactor(wholes, count);
  if (factor > 1) multiplyAll(wholes, count, 1 / factor);
  planWholes(plan, wholes, count);
  planWholes(otherPlan, offs, count);
  const bytes = plan.bytes + otherPlan.bytes + varintBytes(factor);
  // Words seldom take fewer than four bytes: the plan of those is the dearest one.
  if (bytes > count * 4 && bytes > planWords(values, at, count)) return false;
  out.u8(SCALED + scale + WITH_OFFS + (factor > 1 ? WITH_FACTOR : 0));
  if (factor > 1) out.varint(factor);
  writeWholes(out, plan, 0, wholes, count);
  writeWholes(out, otherPlan, 0, offs, count);
  return true;
}

/** Reads `count` values into `out[at…]`. Throws RangeError on an unknown encoding, missing bytes, and what cannot be. */
export function decodeColumn(from: ByteReader, out: Float64Array, at: number, count: number): void {
  decodeColumnAs(from.u8(), from, out, at, count);
}

/** The same with the first byte read already. */
export function decodeColumnAs(encoding: number, from: ByteReader, out: Float64Array, at: number, count: number): void {
  if (encoding >= SCALED && encoding < END_OF_SCALED) {
    decodeScaled(encoding, from, out, at, count);
    return;
  }
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

function decodeScaled(encoding: number, from: ByteReader, out: Float64Array, at: number, count: number): void {
  const decimals = encoding & 7;
  if (decimals > MAX_DECIMALS) throw new RangeError(`column encoding ${encoding} is not known`);
  const scale = scaleOf((encoding & SCALED_THIRDS) !== 0 ? 3 : 1, decimals);
  const factor = (encoding & WITH_FACTOR) !== 0 ? from.varint() : 1;
  readNested(from, out, at, count);
  if ((encoding & WITH_OFFS) === 0) {
    for (let i = at; i < at + count; i++) out[i] = ((out[i] as number) * factor) / scale;
    return;
  }
  makeRoom(count);
  readNested(from, offs, 0, count);
  for (let i = 0; i < count; i++)
    out[at + i] = floatBeside(((out[at + i] as number) * factor) / scale, offs[i] as number);
}

function readNested(from: ByteReader, out: Float64Array, at: number, count: number): void {
  const form = from.u8();
  if (form < SAME || form >= END_OF_WHOLES || (form & 7) !== 0)
    throw new RangeError(`encoding ${form} of whole numbers is not known`);
  readWholes(from, form, 1, out, at, count);
}

function isConstant(values: Float64Array, at: number, count: number): boolean {
  const first = values[at] as number;
  for (let i = at + 1; i < at + count; i++) if (!Object.is(values[i], first)) return false;
  return true;
}
