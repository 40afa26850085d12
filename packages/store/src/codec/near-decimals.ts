/**
 * Floats that are decimals, or thirds of them, but for the last bits: adding up 0.1 and 0.2 gives 0.30000000000000004, and every average
 * and every sum of a coarser tier comes about so. They are whole numbers and how many floats the value lies off, which is small.
 *
 * Hot: averages of six durations take 2.0 bytes a value so; means that are no decimals take 6.5, as words of floats (bench/store/codec.mjs).
 */
import { MAX_DECIMALS, scaleOf } from './decimals.ts';

/** How many floats off. Averages of averages are off by up to five. */
const MAX_OFF = 8;
/** Beyond this any float is near a decimal. */
const MAX_NEAR_WHOLE = 2 ** 42;

const floats = new Float64Array(2);
const words = new Uint32Array(floats.buffer);

/**
 * Puts the nearest whole numbers to `values[at + i]` · parts · 10^d into `wholes`, and how far from their quotients the values are into
 * `offs`, with the least d in 0…6 that serves. Answers d, or −1 when there is none.
 */
export function toNearWholes(
  values: Float64Array,
  at: number,
  count: number,
  parts: 1 | 3,
  wholes: Float64Array,
  offs: Float64Array,
): number {
  let decimals = 0;
  for (let i = 0; i < count; i++) {
    const value = values[at + i] as number;
    if (takeNear(value, scaleOf(parts, decimals), i, wholes, offs)) continue;
    do if (++decimals > MAX_DECIMALS) return -1;
    while (!takeNear(value, scaleOf(parts, decimals), i, wholes, offs));
    // What fewer decimals served must be served by these too.
    for (let before = 0; before < i; before++)
      if (!takeNear(values[at + before] as number, scaleOf(parts, decimals), before, wholes, offs)) return -1;
  }
  return decimals;
}

function takeNear(value: number, scale: number, i: number, wholes: Float64Array, offs: Float64Array): boolean {
  const whole = Math.round(value * scale);
  if (!(Math.abs(whole) <= MAX_NEAR_WHOLE)) return false;
  const quotient = whole / scale;
  let off = 0;
  if (quotient !== value) {
    // Near 0 lie more floats than could be told.
    if (whole === 0) return false;
    floats[0] = value;
    floats[1] = quotient;
    off = ((words[1] as number) - (words[3] as number)) * 2 ** 32 + (words[0] as number) - (words[2] as number);
    if (Math.abs(off) > MAX_OFF) return false;
  } else if (whole === 0 && 1 / value < 0) return false;
  wholes[i] = whole;
  offs[i] = off;
  return true;
}

/** The float that lies `off` floats from `value`, away from 0. */
export function floatBeside(value: number, off: number): number {
  if (off === 0) return value;
  floats[0] = value;
  const low = (words[0] as number) + off;
  // Stored modulo 2^32; what is over goes to the high word.
  words[0] = low;
  words[1] = (words[1] as number) + Math.floor(low / 2 ** 32);
  return floats[0] as number;
}
