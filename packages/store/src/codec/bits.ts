/**
 * Numbers of one width in bits, one behind the other, the lowest bit first. Wider ones than 24 bits go in planes: the low 24 bits of all
 * of them, then the next 24, then the rest.
 *
 * Hot: the inner loops of every column (bench/store/codec.mjs). One load or store of 32 bits a number and no branch: 24 bits behind up
 * to 7 used ones fit it, and what it writes too much is written again or lies behind the end.
 */
import { powerOfTwo } from './whole-numbers.ts';

const PLANE_BITS = 24;

/**
 * Writes `from[at + i] − base` modulo 2^width for `count` whole numbers, from bit `bitAt` behind byte `byteAt` on, and up to 3 bytes behind
 * the end. Bits before `bitAt` stay. Answers the bit behind the last one.
 */
export function packBits(
  to: DataView,
  byteAt: number,
  bitAt: number,
  from: Float64Array,
  at: number,
  count: number,
  base: number,
  width: number,
): number {
  let end = bitAt;
  for (let low = 0; low < width; low += PLANE_BITS) {
    end = packPlane(to, byteAt, end, from, at, count, base, powerOfTwo(-low), Math.min(PLANE_BITS, width - low));
  }
  return end;
}

function packPlane(
  to: DataView,
  byteAt: number,
  bitAt: number,
  from: Float64Array,
  at: number,
  count: number,
  base: number,
  factor: number,
  width: number,
): number {
  const mask = (1 << width) - 1;
  let byte = byteAt + (bitAt >> 3);
  let used = bitAt & 7;
  let word = used === 0 ? 0 : to.getUint8(byte) & ((1 << used) - 1);
  for (let i = at; i < at + count; i++) {
    // `&` takes any whole number modulo 2^32, negative ones too.
    word |= (Math.floor(((from[i] as number) - base) * factor) & mask) << used;
    to.setUint32(byte, word, true);
    used += width;
    word >>>= used & ~7;
    byte += used >> 3;
    used &= 7;
  }
  return (byte - byteAt) * 8 + used;
}

/** Reads `count` numbers of `width` bits into `out[at…]`. All of their bits must lie within `from`. Answers the bit behind the last one. */
export function unpackBits(
  from: DataView,
  byteAt: number,
  bitAt: number,
  out: Float64Array,
  at: number,
  count: number,
  width: number,
): number {
  if (width === 0) out.fill(0, at, at + count);
  let bit = bitAt;
  for (let low = 0; low < width; low += PLANE_BITS) {
    const planeWidth = Math.min(PLANE_BITS, width - low);
    const mask = (1 << planeWidth) - 1;
    const whole = wholeWords(from.byteLength - byteAt, bit, count, planeWidth);
    if (low === 0) {
      for (let i = at; i < at + whole; i++) {
        out[i] = (from.getUint32(byteAt + (bit >> 3), true) >>> (bit & 7)) & mask;
        bit += planeWidth;
      }
      for (let i = at + whole; i < at + count; i++) {
        out[i] = (lastWord(from, byteAt + (bit >> 3)) >>> (bit & 7)) & mask;
        bit += planeWidth;
      }
    } else {
      const factor = powerOfTwo(low);
      for (let i = at; i < at + count; i++) {
        const word = lastWord(from, byteAt + (bit >> 3));
        out[i] = (out[i] as number) + ((word >>> (bit & 7)) & mask) * factor;
        bit += planeWidth;
      }
    }
  }
  return bit;
}

/** How many of `count` numbers can be read by whole words that end within `length` bytes. */
function wholeWords(length: number, bitAt: number, count: number, width: number): number {
  const bits = (length - 3) * 8 - bitAt;
  return bits <= 0 ? 0 : Math.min(count, Math.ceil(bits / width));
}

/** Four bytes, as many as there are. */
function lastWord(from: DataView, at: number): number {
  if (at + 4 <= from.byteLength) return from.getUint32(at, true);
  let word = 0;
  for (let i = from.byteLength - 1; i >= at; i--) word = (word << 8) | from.getUint8(i);
  return word;
}
