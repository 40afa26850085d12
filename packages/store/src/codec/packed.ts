/**
 * A packing as bytes: base, width, the numbers' bits, and the places and high bits of what is patched. Format: docs/format.md, "Column".
 *
 * Hot, as every column is (bench/store/codec.mjs).
 */
import { packBits, unpackBits } from './bits.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import type { Packing } from './packing.ts';
import { powerOfTwo, unzigzag, zigzag } from './whole-numbers.ts';

const MAX_WIDTH = 53;
const MAX_HIGH_WIDTH = 54;

let places = new Float64Array(600);
let highs = new Float64Array(600);

/** Appends `numbers[at…]` as the packing chosen for just these says. */
export function writePacked(out: ByteWriter, packing: Packing, numbers: Float64Array, at: number, count: number): void {
  const { base, width, highWidth } = packing;
  out.varint(zigzag(base));
  out.u8(width);
  if (packing.patches === 0) {
    const start = out.skip(Math.ceil((count * width) / 8));
    packBits(out.memory, start, 0, numbers, at, count, base, width);
    return;
  }
  if (places.length < count) {
    places = new Float64Array(count);
    highs = new Float64Array(count);
  }
  const factor = powerOfTwo(-width);
  let patches = 0;
  for (let i = 0; i < count; i++) {
    const high = Math.floor(((numbers[at + i] as number) - base) * factor);
    if (high === 0) continue;
    places[patches] = i;
    highs[patches++] = zigzag(high);
  }
  out.varint(patches);
  out.u8(highWidth);
  const placeWidth = placeBits(count);
  const start = out.skip(Math.ceil((count * width + patches * (placeWidth + highWidth)) / 8));
  let bit = packBits(out.memory, start, 0, numbers, at, count, base, width);
  bit = packBits(out.memory, start, bit, places, 0, patches, 0, placeWidth);
  packBits(out.memory, start, bit, highs, 0, patches, 0, highWidth);
}

/**
 * Reads distances to a base into `out[at…]`, and answers the base. Throws RangeError on missing bytes, and widths or patches that cannot be.
 */
export function readPacked(from: ByteReader, patched: boolean, out: Float64Array, at: number, count: number): number {
  const base = unzigzag(from.varint());
  const width = from.u8();
  const patches = patched ? from.varint() : 0;
  const highWidth = patched ? from.u8() : 0;
  if (width > MAX_WIDTH || patches > count || highWidth > MAX_HIGH_WIDTH)
    throw new RangeError(`${patches} patches of ${highWidth} bits to ${count} numbers of ${width} bits cannot be`);
  const placeWidth = placeBits(count);
  const start = from.skip(Math.ceil((count * width + patches * (placeWidth + highWidth)) / 8));
  let bit = unpackBits(from.memory, start, 0, out, at, count, width);
  if (patches === 0) return base;
  if (places.length < patches) {
    places = new Float64Array(patches);
    highs = new Float64Array(patches);
  }
  bit = unpackBits(from.memory, start, bit, places, 0, patches, placeWidth);
  unpackBits(from.memory, start, bit, highs, 0, patches, highWidth);
  const factor = powerOfTwo(width);
  for (let i = 0; i < patches; i++) {
    const place = places[i] as number;
    if (place >= count) throw new RangeError(`patch ${place} of ${count} numbers cannot be`);
    out[at + place] = (out[at + place] as number) + unzigzag(highs[i] as number) * factor;
  }
  return base;
}

const placeBits = (count: number): number => (count > 1 ? 32 - Math.clz32(count - 1) : 0);
