import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InflateError, inflateInto } from '../src/records/inflate.ts';

const words = fc
  .array(
    fc.constantFrom('"durationMs":', '12.5', '{"name":"redis.get"}', 'x', '\n', 'GET /r1/:id', '\u00fc', 'aaaaaaaa'),
    { maxLength: 400 },
  )
  .map((parts) => Buffer.from(parts.join('')));
const content = fc.oneof(
  words,
  fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
);
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE),
});
const none = new Uint8Array(0);

function inflated(packed: Uint8Array, length: number, dictionary: Uint8Array): Buffer {
  const out = Buffer.alloc(length, 0xee);
  expect(inflateInto(packed, dictionary, out)).toBe(length);
  return out;
}

describe('inflateInto', () => {
  it('brings back what zlib packed, at any level, with a dictionary or without', () => {
    fc.assert(
      fc.property(content, words, options, (bytes, dictionary, how) => {
        expect(inflated(deflateRawSync(bytes, how), bytes.length, none)).toEqual(bytes);
        if (dictionary.length === 0) return;
        expect(inflated(deflateRawSync(bytes, { ...how, dictionary }), bytes.length, dictionary)).toEqual(bytes);
      }),
    );
  });

  it('stops when there is enough', () => {
    const bytes = Buffer.from(Array.from({ length: 2_000 }, (_, i) => `line ${i * i}\n`).join(''));
    const out = Buffer.alloc(bytes.length);
    const asked: number[] = [];
    const end = inflateInto(deflateRawSync(bytes), none, out, (n) => {
      asked.push(n);
      return n < 5_000 ? n + 1_000 : 0;
    });
    expect(end).toBe(asked.at(-1));
    expect(end).toBeGreaterThanOrEqual(5_000);
    expect(end).toBeLessThan(7_000);
    expect(out.subarray(0, end)).toEqual(bytes.subarray(0, end));
  });

  it('takes damaged bytes as zlib does, or refuses them', () => {
    fc.assert(
      fc.property(words, options, fc.nat(), fc.nat(), (bytes, how, at, bit) => {
        const packed = deflateRawSync(bytes, how);
        const i = at % packed.length;
        packed[i] = (packed[i] as number) ^ (1 << (bit % 8));
        const theirs = attempt(() => inflateRawSync(packed));
        try {
          const out = inflated(packed, bytes.length, none);
          expect(theirs?.subarray(0, bytes.length)).toEqual(out);
        } catch (e) {
          if (!(e instanceof InflateError)) throw e;
          expect(theirs?.length).not.toBe(bytes.length);
        }
      }),
    );
  });

  it('refuses what is cut short, and what is longer or shorter than said', () => {
    const bytes = Buffer.from('carpy carpy carpy and more of the same, more of the same');
    const packed = deflateRawSync(bytes);
    for (let length = 0; length < packed.length; length++)
      expect(() => inflated(packed.subarray(0, length), bytes.length, none)).toThrow(InflateError);
    expect(() => inflated(packed, bytes.length - 1, none)).toThrow(InflateError);
    expect(() => inflated(packed, bytes.length + 1, none)).toThrow(InflateError);
  });
});

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
