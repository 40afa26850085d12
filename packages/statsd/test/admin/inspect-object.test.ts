import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectNumber, inspectNumbers, inspectObject } from '../../src/admin/inspect-object.ts';

const textOf = (lists: Iterable<readonly [string, readonly number[]]>): string =>
  [
    ...inspectObject(
      Array.from(lists, ([key, values]) => [key, Float64Array.from(values)] as const),
      inspectNumbers,
    ),
  ].join('');

/** Properties as an object keeps them, in the order given: keys like `5` would come first. */
const key = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => !/^\d+$/.test(text));
const number = fc.oneof(
  fc.integer({ min: -5, max: 2_000 }),
  fc.double(),
  fc.constantFrom(0, -0, 0.1, 1e21, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER),
);
const whole = { maxArrayLength: null, maxStringLength: null } as const;
const objectOf = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> => {
  const object: Record<string, T> = {};
  for (const [name, value] of entries)
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  return object;
};

it('shows numbers by key as util.inspect does', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(key, number), { maxLength: 40, selector: ([name]) => name }), (entries) => {
      expect([...inspectObject(entries, inspectNumber)].join('')).toBe(inspect(objectOf(entries), whole));
    }),
    { numRuns: 500 },
  );
});

it('shows lists by key as util.inspect does', () => {
  const list = fc.oneof(fc.array(number, { maxLength: 8 }), fc.array(number, { maxLength: 300 }), fc.array(fc.nat(9)));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(key, list), { maxLength: 6, selector: ([name]) => name }), (entries) => {
      expect(textOf(entries)).toBe(inspect(objectOf(entries), whole));
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['nothing', 0],
  ['one line', 3],
  ['several lines', 60],
])('shows %s', (_, count) => {
  const entries = Array.from({ length: count }, (_unused, i) => [`shop.page${i}`, i] as const);
  expect([...inspectObject(entries, inspectNumber)].join('')).toBe(inspect(objectOf(entries)));
});

it('keeps every value of a long list, in small pieces', () => {
  const values = Float64Array.from({ length: 100_000 }, (_, i) => i / 8);
  const pieces = [...inspectObject([['t', values]], inspectNumbers)];
  expect(JSON.parse(pieces.join('').slice('{\n  t: '.length, -2))).toEqual([...values]);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(1_000);
});
