/**
 * How to pack whole numbers: each is its distance to a base, in as few bits as most of them need; the few that lie outside are patched
 * with their high bits. What a choice takes is computed from counts by length in bits, nothing is written to try it. A base is the least
 * number, or lies around the middle one: without the latter near-constant gauges took 0.138 bytes a value, not 0.079; without the former
 * timers with outliers 1 % more.
 *
 * Hot: run twice a column, for its values and their differences (bench/store/codec.mjs).
 */
import { bitLength, powerOfTwo, zigzag } from './whole-numbers.ts';

export interface Packing {
  base: number;
  /** Bits of each number, 0…53. */
  width: number;
  /** Numbers that are not in [base, base + 2^width). */
  patches: number;
  /** Bits of zigzag(floor((number − base) / 2^width)) of each patch, 0…54. */
  highWidth: number;
  /** All bits: numbers, number and width of patches, their places and high bits. */
  bits: number;
}

export const newPacking = (): Packing => ({ base: 0, width: 0, patches: 0, highWidth: 0, bits: 0 });

/** Two bytes tell the number of patches and their width, three from 128 patches on. */
const PATCH_HEAD_BITS = 16;
const MANY_PATCHES = 128;
/** Patches to fewer numbers save 0.001 bytes a value on the mix of the bench, and looking for them takes 40 ns a value. */
const FEWEST_TO_PATCH = 11;

/** Numbers by the length in bits of what they are above the least one, and by that of their distance to the middle one. */
const aboveLeast = new Uint32Array(56);
const fromMiddle = new Uint32Array(56);

/** Fills `packing` for `numbers[at…]`, which lie in [least, greatest], whole numbers at most 2^52 apart. */
export function choosePacking(
  packing: Packing,
  numbers: Float64Array,
  at: number,
  count: number,
  least: number,
  greatest: number,
): void {
  const fullWidth = bitLength(greatest - least);
  packing.base = least;
  packing.width = fullWidth;
  packing.patches = 0;
  packing.highWidth = 0;
  packing.bits = count * fullWidth;
  if (count < FEWEST_TO_PATCH) return;
  const middle = middleOf(numbers, at, count);
  const middles = countLengths(numbers, at, count, least, middle, fullWidth);
  const placeWidth = bitLength(count - 1);
  let outsideLeast = 0;
  let outsideMiddle = fromMiddle[fullWidth] as number;
  for (let width = fullWidth - 1; width >= 0; width--) {
    outsideLeast += aboveLeast[width + 1] as number;
    outsideMiddle = width > 0 ? outsideMiddle + (fromMiddle[width] as number) : count - middles;
    // Narrower ones have no fewer patches, and what a patch saves in width it has in its high bits.
    const fewest = Math.min(outsideLeast, outsideMiddle);
    if (PATCH_HEAD_BITS + fewest * (placeWidth + fullWidth - 1) >= packing.bits) break;
    consider(packing, width, least, outsideLeast, placeWidth, count, least, greatest);
    const base = width > 0 ? middle - powerOfTwo(width - 1) : middle;
    consider(packing, width, base, outsideMiddle, placeWidth, count, least, greatest);
  }
}

/** Fills the two counts, and answers how many numbers are the middle one. */
function countLengths(
  numbers: Float64Array,
  at: number,
  count: number,
  least: number,
  middle: number,
  fullWidth: number,
): number {
  for (let length = 0; length <= fullWidth; length++) {
    aboveLeast[length] = 0;
    fromMiddle[length] = 0;
  }
  let middles = 0;
  // [−2^k, 2^k) has the numbers of at most k bits on either side, −1 counted like 0.
  if (fullWidth < 32) {
    for (let i = at; i < at + count; i++) {
      const number = numbers[i] as number;
      const distance = (number - middle) | 0;
      (aboveLeast[32 - Math.clz32(number - least)] as number)++;
      (fromMiddle[32 - Math.clz32(distance ^ (distance >> 31))] as number)++;
      if (distance === 0) middles++;
    }
    return middles;
  }
  for (let i = at; i < at + count; i++) {
    const number = numbers[i] as number;
    const distance = number - middle;
    (aboveLeast[bitLength(number - least)] as number)++;
    (fromMiddle[bitLength(Math.max(distance, -1 - distance))] as number)++;
    if (distance === 0) middles++;
  }
  return middles;
}

function consider(
  packing: Packing,
  width: number,
  base: number,
  patches: number,
  placeWidth: number,
  count: number,
  least: number,
  greatest: number,
): void {
  const headBits = patches < MANY_PATCHES ? PATCH_HEAD_BITS : PATCH_HEAD_BITS + 8;
  const withoutHighs = headBits + count * width + patches * placeWidth;
  if (withoutHighs + patches >= packing.bits) return;
  const factor = powerOfTwo(-width);
  const top = zigzag(Math.floor((greatest - base) * factor));
  const bottom = zigzag(Math.floor((least - base) * factor));
  const highWidth = bitLength(Math.max(top, bottom));
  const bits = withoutHighs + patches * highWidth;
  if (bits >= packing.bits) return;
  packing.base = base;
  packing.width = width;
  packing.patches = patches;
  packing.highWidth = highWidth;
  packing.bits = bits;
}

/** The middle of nine numbers, roughly: of three middles of three. */
function middleOf(numbers: Float64Array, at: number, count: number): number {
  const step = (count - 1) / 8;
  return middleOfThree(
    middleAt(numbers, at, 0, step),
    middleAt(numbers, at, step, step),
    middleAt(numbers, at, 2 * step, step),
  );
}

const middleAt = (numbers: Float64Array, at: number, from: number, step: number): number =>
  middleOfThree(
    numbers[at + Math.floor(from)] as number,
    numbers[at + Math.floor(from + 3 * step)] as number,
    numbers[at + Math.floor(from + 6 * step)] as number,
  );

const middleOfThree = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
