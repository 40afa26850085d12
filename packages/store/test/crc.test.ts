import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32Of } from '../src/codec/crc.ts';

it('is the sum that zlib makes, of short and of long runs, from any beginning', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400, size: 'max' }),
      fc.nat(20),
      fc.integer({ min: 0, max: 0xffff_ffff }),
      (bytes, cut, before) => {
        // Of nothing zlib answers 0, whatever came before.
        fc.pre(bytes.length > 0);
        const from = Math.min(cut, bytes.length - 1);
        expect(crc32Of(bytes, from, bytes.length, before)).toBe(crc32(bytes.subarray(from), before));
      },
    ),
  );
});
