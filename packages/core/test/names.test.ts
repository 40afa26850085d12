import { readFileSync } from 'node:fs';
import { fnv1aHex, MAX_SEGMENT_LENGTH, RESERVED_SEGMENTS, segment, timedSegment } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** The contract of agents in every language; its values were made by an implementation that shares nothing with ours. */
const vectors: { name: string; segment: string; timed: string }[] = JSON.parse(
  readFileSync(new URL('./vectors/names.json', import.meta.url), 'utf8'),
);

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}… (${text.length})` : text);

describe('names.json', () => {
  it.each(vectors.map((v) => [JSON.stringify(shown(v.name)), v] as const))(
    '%s',
    (_, { name, segment: want, timed }) => {
      expect(segment(name)).toBe(want);
      expect(timedSegment(name)).toBe(timed);
    },
  );

  it('covers every reserved word', () => {
    const names = new Set(vectors.map((v) => v.name));
    for (const word of RESERVED_SEGMENTS) expect(names).toContain(word);
  });
});

describe('fnv1aHex', () => {
  // From the test vectors of draft-eastlake-fnv.
  it.each([
    ['', '811c9dc5'],
    ['a', 'e40c292c'],
    ['foobar', 'bf9cf968'],
  ])('of %j is %s', (text, want) => expect(fnv1aHex(text)).toBe(want));

  it('is over the bytes that UTF-8 encoding gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let hash = 0x811c9dc5n;
        for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * 0x01000193n) % 2n ** 32n;
        expect(fnv1aHex(text)).toBe(hash.toString(16).padStart(8, '0'));
      }),
    );
  });
});

describe('segment', () => {
  const names = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 300 }));

  it('is 1 to 128 allowed characters, whatever the name', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(segment(name)).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(segment(name).length).toBeLessThanOrEqual(MAX_SEGMENT_LENGTH);
      }),
    );
  });

  it('of a segment is itself', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(segment(segment(name))).toBe(segment(name));
      }),
    );
  });

  it('of something timed is never a reserved word', () => {
    fc.assert(
      fc.property(fc.oneof(names, fc.constantFrom(...RESERVED_SEGMENTS)), (name) => {
        expect(RESERVED_SEGMENTS.has(timedSegment(name))).toBe(false);
      }),
    );
  });
});
