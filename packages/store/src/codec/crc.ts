/**
 * CRC-32 as zlib has it. Chunks are mostly of some twenty bytes, and for those the call into zlib takes longer than the sum.
 *
 * Hot: once a chunk written or read (bench/store/carbon-lines.mjs).
 */
import { crc32 as ofZlib } from 'node:zlib';

const POLYNOMIAL = 0xedb88320;
/** Where zlib begins to be faster. */
const SHORT_BYTES = 160;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) === 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/** The sum of bytes[from, to), going on from `before`. */
export function crc32Of(bytes: Uint8Array, from: number, to: number, before = 0): number {
  if (to - from > SHORT_BYTES) return ofZlib(bytes.subarray(from, to), before);
  let sum = ~before;
  for (let i = from; i < to; i++) sum = (TABLE[(sum ^ (bytes[i] as number)) & 0xff] as number) ^ (sum >>> 8);
  return ~sum >>> 0;
}
