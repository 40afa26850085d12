/**
 * Rice codes: a number's high part as so many ones and a zero, then its low k bits. Bits run on from the lowest bit of a byte, as those of
 * packed numbers do.
 *
 * Hot: the inner loops of every sketch (bench/store/codec.mjs).
 */
import type { ByteReader } from './bytes.ts';

/** Bits of `numbers[from…until)` with the parameter `k`. */
export function riceBits(numbers: Uint32Array, from: number, until: number, k: number): number {
  let bits = Math.max(0, until - from) * (k + 1);
  for (let i = from; i < until; i++) bits += (numbers[i] as number) >>> k;
  return bits;
}

/**
 * Writes `numbers[from…until)`, each below 2^31, from bit `bitAt` behind byte `byteAt` on, and up to 3 bytes behind the end. Bits before
 * `bitAt` stay. Answers the bit behind the last one.
 */
export function writeRice(
  to: DataView,
  byteAt: number,
  bitAt: number,
  numbers: Uint32Array,
  from: number,
  until: number,
  k: number,
): number {
  let bit = bitAt;
  for (let i = from; i < until; i++) {
    const number = numbers[i] as number;
    let ones = number >>> k;
    for (; ones >= 16; ones -= 16) bit = putBits(to, byteAt, bit, 0xffff, 16);
    bit = putBits(to, byteAt, bit, (1 << ones) - 1, ones + 1);
    if (k > 16) {
      bit = putBits(to, byteAt, bit, number & 0xffff, 16);
      bit = putBits(to, byteAt, bit, (number >>> 16) & ((1 << (k - 16)) - 1), k - 16);
    } else if (k > 0) bit = putBits(to, byteAt, bit, number & ((1 << k) - 1), k);
  }
  return bit;
}

/** Up to 17 bits. */
function putBits(to: DataView, byteAt: number, bit: number, value: number, bits: number): number {
  const byte = byteAt + (bit >> 3);
  const used = bit & 7;
  const before = used === 0 ? 0 : to.getUint8(byte) & ((1 << used) - 1);
  to.setUint32(byte, before | (value << used), true);
  return bit + bits;
}

/** Where reading stands, in bits from the first byte of what is read: one reader at a time, so that reading allocates nothing. */
let position = 0;

/** Reading begins at the reader's place. */
export function startRice(from: ByteReader): void {
  position = from.at * 8;
}

export const ricePosition = (): number => position;

/** Puts the reader behind the last byte that was begun. */
export function seekRice(from: ByteReader, bit: number): void {
  from.skip(Math.ceil(bit / 8) - from.at);
}

/** Reads `numbers[at…until)`. Throws RangeError when bits are missing or a number cannot be. */
export function readRice(from: ByteReader, numbers: Uint32Array, at: number, until: number, k: number): void {
  const { memory } = from;
  const end = memory.byteLength * 8;
  let bit = position;
  for (let i = at; i < until; i++) {
    let ones = 0;
    for (;;) {
      // 25 bits are there behind up to 7 that were read.
      const zeros = ~(wordAt(memory, bit >> 3) >>> (bit & 7)) & 0x1ff_ffff;
      if (zeros !== 0) {
        const run = 31 - Math.clz32(zeros & -zeros);
        ones += run;
        bit += run + 1;
        break;
      }
      ones += 25;
      bit += 25;
      if (bit > end) throw new RangeError('cut short');
    }
    let low = 0;
    if (k > 0) {
      const few = Math.min(k, 16);
      low = (wordAt(memory, bit >> 3) >>> (bit & 7)) & ((1 << few) - 1);
      bit += few;
      if (k > 16) {
        low += ((wordAt(memory, bit >> 3) >>> (bit & 7)) & ((1 << (k - 16)) - 1)) * 0x1_0000;
        bit += k - 16;
      }
    }
    const number = ones * 2 ** k + low;
    if (bit > end || number >= 2 ** 31) throw new RangeError('cut short');
    numbers[i] = number;
  }
  position = bit;
}

/** Four bytes, as many as there are. */
function wordAt(memory: DataView, at: number): number {
  if (at + 4 <= memory.byteLength) return memory.getUint32(at, true);
  let word = 0;
  for (let i = memory.byteLength - 1; i >= at; i--) word = (word << 8) | memory.getUint8(i);
  return word;
}
