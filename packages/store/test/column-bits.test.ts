import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBits, unpackBits } from '../src/codec/bits.ts';

describe('packBits', () => {
  it('writes the lowest bit first', () => {
    const memory = new DataView(new ArrayBuffer(5));
    expect(packBits(memory, 0, 0, Float64Array.of(1, 2, 7, 0), 0, 4, 0, 3)).toBe(12);
    expect([memory.getUint8(0), memory.getUint8(1)]).toEqual([0b11_010_001, 0b0000_0001]);
  });

  it('brings back numbers of any width, from any bit, behind what is there', () => {
    const width = fc.integer({ min: 0, max: 53 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        width,
        fc.array(share),
        fc.nat(40),
        fc.integer({ min: -1e6, max: 1e6 }),
        (bits, shares, start, base) => {
          const numbers = Float64Array.from(shares, (s) => Math.floor(s * (2 ** bits - 1)));
          const bytes = 3 + Math.ceil((start + numbers.length * bits) / 8);
          const memory = new DataView(new ArrayBuffer(bytes + 3));
          packBits(memory, 3, 0, new Float64Array(start).fill(1), 0, start, 0, 1);
          // A base must not cost exactness: numbers and base stay below 2^53 together.
          const shift = bits < 50 ? base : 0;
          const end = packBits(
            memory,
            3,
            start,
            numbers.map((n) => n + shift),
            0,
            numbers.length,
            shift,
            bits,
          );
          expect(end).toBe(start + numbers.length * bits);
          const exact = new DataView(memory.buffer, 0, bytes);
          const ones = new Float64Array(start);
          unpackBits(exact, 3, 0, ones, 0, start, 1);
          expect(ones.every((bit) => bit === 1)).toBe(true);
          const back = new Float64Array(numbers.length + 1).fill(9);
          expect(unpackBits(exact, 3, start, back, 1, numbers.length, bits)).toBe(end);
          expect([...back.subarray(1)]).toEqual([...numbers]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes numbers below the base modulo the width', () => {
    const memory = new DataView(new ArrayBuffer(16));
    packBits(memory, 0, 0, Float64Array.of(-1, -2, 2 ** 40 + 5), 0, 3, 0, 26);
    const back = new Float64Array(3);
    unpackBits(memory, 0, 0, back, 0, 3, 26);
    expect([...back]).toEqual([2 ** 26 - 1, 2 ** 26 - 2, 5]);
  });
});
