/**
 * Decimals as whole numbers, hundredths of a millisecond and the like, where that brings every value back bit for bit. Thirds of decimals
 * as well: a mean of 2, 3, 4, 5, 6, 8 or 10 counts is one, and rolling up makes many of those.
 *
 * Hot: the first pass over every column (bench/store/codec.mjs).
 */
export const MAX_DECIMALS = 6;
/** Whole numbers beyond this are left to the words of floats: sums, differences and zigzag of what is within are exact. */
const MAX_WHOLE = 2 ** 50;
const SCALES = Float64Array.from({ length: MAX_DECIMALS + 1 }, (_, decimals) => 10 ** decimals);

/** parts · 10^decimals, for 0…6 decimals. */
export const scaleOf = (parts: 1 | 3, decimals: number): number => parts * (SCALES[decimals] as number);

/**
 * Puts `values[at + i]` · parts · 10^d into `wholes[i]` with the least d in 0…6 for which each is whole, at most 2^50, and divided by
 * parts · 10^d is the value again. Answers d, or −1 when there is none; −0, infinities and NaN have none.
 */
export function toWholes(values: Float64Array, at: number, count: number, parts: 1 | 3, wholes: Float64Array): number {
  let decimals = 0;
  let scale: number = parts;
  let coarse = 0;
  for (let i = 0; i < count; i++) {
    const value = values[at + i] as number;
    let whole = Math.round(value * scale);
    while (whole / scale !== value) {
      if (decimals === MAX_DECIMALS) return -1;
      scale = scaleOf(parts, ++decimals);
      whole = Math.round(value * scale);
      coarse = i;
    }
    if (Math.abs(whole) > MAX_WHOLE || (whole === 0 && 1 / value < 0)) return -1;
    wholes[i] = whole;
  }
  // Up to 2^50 more decimals bring back what fewer did: the product is off by less than 1/4, the quotient is of the same fraction.
  for (let i = 0; i < coarse; i++) {
    const whole = Math.round((values[at + i] as number) * scale);
    if (Math.abs(whole) > MAX_WHOLE) return -1;
    wholes[i] = whole;
  }
  return decimals;
}
