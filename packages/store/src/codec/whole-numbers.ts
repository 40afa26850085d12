/**
 * Sizes and signs of whole numbers. Hot: called for each value and each width that is tried (bench/store/codec.mjs).
 */

/** Signed whole numbers as unsigned ones, small for small: 0, −1, 1, −2 … as 0, 1, 2, 3 …, exact from −2^52 to 2^52. */
export const zigzag = (whole: number): number => (whole >= 0 ? whole * 2 : -whole * 2 - 1);

export const unzigzag = (n: number): number => (n % 2 === 0 ? n / 2 : -(n + 1) / 2);

/** Bytes of an unsigned varint. */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

/** Bits of a whole number in [0, 2^53]: 0 for 0. */
export const bitLength = (whole: number): number =>
  whole < 2 ** 32 ? 32 - Math.clz32(whole) : 64 - Math.clz32(whole / 2 ** 32);

const POWERS = Float64Array.from({ length: 129 }, (_, i) => 2 ** (i - 64));

/** 2^exponent, for −64…64; `**` calls out to a function of tens of ns. */
export const powerOfTwo = (exponent: number): number => POWERS[exponent + 64] as number;
