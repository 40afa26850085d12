/**
 * One column of present values as bytes; bit-exact for every float64, NaN payloads aside. Format: docs/format.md, "Column".
 *
 * Hot: run for every column of every series at a seal (bench/store/index.mjs). Nothing is allocated but the writer's growth.
 * The common case comes first: durations with at most three decimals, and counts, become whole numbers, then the differences
 * of neighbours or the numbers themselves, whichever are shorter, as varints.
 */
import type { ByteReader, ByteWriter } from './bytes.ts';

const CONSTANT = 1;
const RAW = 2;
/** Encodings of scaled numbers: a base and the decimals, 0…3, added. One varint for all; one a value; one a difference. */
const SCALED_CONSTANT = 8;
const SCALED = 16;
const SCALED_DELTA = 24;
const MAX_DECIMALS = 3;
/** Whole numbers beyond this are stored raw, so that zigzag and differences stay exact. */
const MAX_WHOLE = 2 ** 50;

/** Appends `count` values, from `values[at]` on. */
export function encodeColumn(out: ByteWriter, values: Float64Array, at: number, count: number): void {
  const first = values[at] as number;
  let same = true;
  for (let i = 1; i < count && same; i++) same = Object.is(values[at + i], first);
  if (count > 0 && same) {
    const decimals = decimalsOf(values, at, 1);
    if (decimals < 0) {
      out.u8(CONSTANT);
      out.f64(first);
    } else {
      out.u8(SCALED_CONSTANT + decimals);
      out.varint(zigzag(scaled(first, decimals)));
    }
    return;
  }
  const decimals = decimalsOf(values, at, count);
  if (decimals < 0) {
    out.u8(RAW);
    for (let i = 0; i < count; i++) out.f64(values[at + i] as number);
    return;
  }
  let plain = 0;
  let delta = 0;
  let previous = 0;
  for (let i = 0; i < count; i++) {
    const whole = scaled(values[at + i] as number, decimals);
    plain += varintBytes(zigzag(whole));
    delta += varintBytes(zigzag(whole - previous));
    previous = whole;
  }
  const byDelta = delta < plain;
  out.u8((byDelta ? SCALED_DELTA : SCALED) + decimals);
  previous = 0;
  for (let i = 0; i < count; i++) {
    const whole = scaled(values[at + i] as number, decimals);
    out.varint(zigzag(byDelta ? whole - previous : whole));
    previous = whole;
  }
}

/** Reads `count` values into `out[at…]`. Throws RangeError on an unknown encoding or missing bytes. */
export function decodeColumn(from: ByteReader, out: Float64Array, at: number, count: number): void {
  const encoding = from.u8();
  if (encoding === CONSTANT) {
    out.fill(from.f64(), at, at + count);
    return;
  }
  if (encoding === RAW) {
    for (let i = 0; i < count; i++) out[at + i] = from.f64();
    return;
  }
  const base = encoding & ~7;
  const decimals = encoding & 7;
  if (base < SCALED_CONSTANT || base > SCALED_DELTA || decimals > MAX_DECIMALS)
    throw new RangeError(`column encoding ${encoding} is not known`);
  const scale = scaleOf(decimals);
  if (base === SCALED_CONSTANT) {
    out.fill(unzigzag(from.varint()) / scale, at, at + count);
    return;
  }
  const byDelta = base === SCALED_DELTA;
  let whole = 0;
  for (let i = 0; i < count; i++) {
    const next = unzigzag(from.varint());
    whole = byDelta ? whole + next : next;
    out[at + i] = whole / scale;
  }
}

/** The least number of decimals in 0…3 that brings every value back bit for bit; −1 when there is none. */
function decimalsOf(values: Float64Array, at: number, count: number): number {
  let decimals = 0;
  for (let i = 0; i < count; i++) {
    const value = values[at + i] as number;
    // −0 would come back as 0; NaN and infinities fail the comparison below by themselves.
    if (value === 0 && Object.is(value, -0)) return -1;
    while (!fits(value, decimals)) {
      if (++decimals > MAX_DECIMALS) return -1;
    }
  }
  // A value that fits few decimals always fits more, but for the bound: check what was passed over.
  if (decimals > 0) for (let i = 0; i < count; i++) if (!fits(values[at + i] as number, decimals)) return -1;
  return decimals;
}

function fits(value: number, decimals: number): boolean {
  const scale = scaleOf(decimals);
  const whole = Math.round(value * scale);
  return Math.abs(whole) <= MAX_WHOLE && whole / scale === value;
}

const scaleOf = (decimals: number): number => (decimals === 0 ? 1 : decimals === 1 ? 10 : decimals === 2 ? 100 : 1000);
const scaled = (value: number, decimals: number): number => Math.round(value * scaleOf(decimals));
const zigzag = (whole: number): number => (whole >= 0 ? whole * 2 : -whole * 2 - 1);
const unzigzag = (n: number): number => (n % 2 === 0 ? n / 2 : -(n + 1) / 2);

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}
