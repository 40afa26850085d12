import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../src/codec/bytes.ts';
import { decodeColumn, encodeColumn } from '../src/codec/column.ts';

function encoded(values: readonly number[]): Uint8Array {
  const out = new ByteWriter(8);
  encodeColumn(out, Float64Array.from(values), 0, values.length);
  return out.take();
}

function decoded(bytes: Uint8Array, count: number): number[] {
  const back = new Float64Array(count);
  const from = new ByteReader(bytes);
  decodeColumn(from, back, 0, count);
  expect(from.left).toBe(0);
  return [...back];
}

/** `toEqual` tells −0 from 0 and takes NaN for NaN. */
function expectRoundTrip(values: readonly number[]): void {
  expect(decoded(encoded(values), values.length)).toEqual(values);
}

const decimals = (places: number) => fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 10 ** places);
/** Neighbours near each other, with a few that are not: what patches are for. */
const withOutliers = (one: fc.Arbitrary<number>) =>
  fc
    .tuple(one, fc.array(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -20, max: 20 }) }, fc.integer())))
    .map(([base, offsets]) => offsets.map((offset) => base + offset));
const long = { minLength: 12, maxLength: 90 } as const;
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value);
const averageOf = (values: readonly number[]): number => sumOf(values) / values.length;
/** So many floats beside a number of two decimals. */
const floatsOff = ([n, off]: readonly [number, number]): number => {
  const value = new Float64Array([n / 100]);
  const bits = new BigInt64Array(value.buffer);
  bits[0] = (bits[0] as bigint) + BigInt(off);
  return value[0] as number;
};
const edges = [
  0,
  -0,
  0.1 + 0.2,
  1 / 3,
  -0.001,
  1e-6,
  1e-7,
  999_999.999_999,
  1e21,
  1e300,
  -1e300,
  2 ** 50,
  -(2 ** 50),
  2 ** 50 + 1,
  2 ** 53,
  -(2 ** 53) + 1,
  2 ** 53 + 2,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  2.225_073_858_507_201e-308,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

describe('encodeColumn', () => {
  it.each([
    ['any numbers', fc.array(fc.double())],
    ['decimals of 3 places', fc.array(decimals(3))],
    ['decimals of 6 places', fc.array(decimals(6))],
    ['decimals of 7 places', fc.array(decimals(7))],
    ['thirds', fc.array(fc.integer().map((n) => n / 3))],
    ['means of counts', fc.array(fc.tuple(fc.nat(1e6), fc.integer({ min: 1, max: 12 })).map(([sum, n]) => sum / n))],
    ['counts', fc.array(fc.nat(1000), { maxLength: 600, size: 'max' })],
    ['large whole numbers', fc.array(fc.maxSafeInteger())],
    ['whole numbers around 2^50', fc.array(fc.bigInt({ min: -(2n ** 51n), max: 2n ** 51n }).map(Number))],
    ['floats of 32 bits', fc.array(fc.float({ noNaN: true }))],
    ['whole numbers with outliers', withOutliers(fc.integer())],
    ['far outliers', withOutliers(fc.constantFrom(-(2 ** 49), 2 ** 49))],
    ['floats of one size', fc.array(fc.double({ min: 0.7, max: 1.3, noNaN: true }))],
    ['averages of six decimals', fc.array(fc.array(decimals(2), { minLength: 6, maxLength: 6 }).map(averageOf), long)],
    ['averages of averages', fc.array(fc.array(decimals(3), { minLength: 60, maxLength: 60 }).map(averageOf), long)],
    ['sums of decimals', fc.array(fc.array(decimals(1), { minLength: 1, maxLength: 9 }).map(sumOf), long)],
    ['near decimals', fc.array(fc.tuple(fc.integer(), fc.integer({ min: -9, max: 9 })).map(floatsOff), long)],
    ['multiples', fc.tuple(fc.integer(), fc.array(fc.integer(), long)).map(([by, all]) => all.map((n) => n * by))],
    [
      'multiples of decimals',
      fc.array(
        fc.integer().map((n) => (n * 12) / 1000),
        long,
      ),
    ],
    ['edges among decimals', fc.array(fc.oneof(decimals(2), fc.constantFrom(...edges, 0.1 + 0.2)), long)],
    ['edges', fc.array(fc.constantFrom(...edges))],
    ['a mix', fc.array(fc.oneof(decimals(3), fc.double(), fc.constantFrom(...edges)))],
  ])('brings back %s bit for bit', (_, columns) => {
    fc.assert(fc.property(columns, expectRoundTrip), { numRuns: 300 });
  });

  it('brings back runs of one value bit for bit', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.constantFrom(...edges)), fc.integer({ min: 1, max: 60 }), (value, n) => {
        expectRoundTrip(new Array<number>(n).fill(value));
      }),
    );
  });

  it('brings back columns of 8,640 values bit for bit', () => {
    const one = fc.oneof(
      fc.constantFrom(decimals(2), decimals(3), fc.nat(1000), fc.double()),
      fc.constant(fc.constant(7)),
    );
    fc.assert(
      fc.property(
        one.chain((value) => fc.infiniteStream(value)),
        fc.constantFrom(720, 1_440, 8_640),
        (values, n) => expectRoundTrip(Array.from({ length: n }, () => values.next().value as number)),
      ),
      { numRuns: 15 },
    );
  });

  it.each(edges)('brings back %d among durations and alone', (edge) => {
    const durations = Array.from({ length: 60 }, (_, i) => 12 + ((i * 7919) % 1000) / 1000);
    expectRoundTrip([edge]);
    expectRoundTrip([edge, -edge, edge]);
    expectRoundTrip([edge, ...durations]);
    expectRoundTrip([...durations, edge, ...durations]);
  });

  it('keeps a NaN and what is around it', () => {
    expectRoundTrip([1.5, Number.NaN, 2.5]);
    expectRoundTrip([Number.NaN, Number.NaN]);
    expectRoundTrip(Array.from({ length: 60 }, (_, i) => (i === 30 ? Number.NaN : i / 7)));
  });

  it('takes values from any place of an array, and many columns one behind the other', () => {
    const column = fc.oneof(fc.array(decimals(2)), withOutliers(fc.integer()), fc.array(fc.double({ noNaN: true })));
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 8 }), (columns) => {
        const all = Float64Array.from(columns.flat());
        const out = new ByteWriter(1);
        let at = 0;
        for (const { length } of columns) {
          encodeColumn(out, all, at, length);
          at += length;
        }
        const back = new Float64Array(all.length);
        const from = new ByteReader(out.take());
        at = 0;
        for (const { length } of columns) {
          decodeColumn(from, back, at, length);
          at += length;
        }
        expect([...back]).toEqual([...all]);
        expect(from.left).toBe(0);
      }),
    );
  });

  const at60 = (value: (i: number) => number) => Array.from({ length: 60 }, (_, i) => value(i));
  it.each([
    ['a constant count', at60(() => 1_200), 3],
    ['a constant duration', at60(() => 12.345), 4],
    ['a constant of six decimals', at60(() => 0.000_123), 3],
    ['a constant third', at60(() => 1 / 3), 2],
    ['a constant that is no decimal', at60(() => Math.PI), 9],
    ['what grows by the same each time', at60((i) => 1_000 + 10 * i), 5],
    ['counts that start again', at60((i) => i % 50), 15],
    ['counts below 64 in no order', at60((i) => (i * 37) % 64), 48],
    ['counts of 0 and 1', at60((i) => ((i * i) % 7 > 3 ? 1 : 0)), 11],
    ['durations', at60((i) => 12 + (i % 7) / 1000), 40],
    ['a gauge that steps once', at60((i) => (i < 40 ? 73.4 : 75.1)), 12],
    ['a gauge that leaves its value twice', at60((i) => (i === 10 || i === 40 ? 46.9 : 73.4)), 11],
    ['a spike', at60((i) => (i === 31 ? 90_000 : (i * 37) % 64)), 56],
    ['a dip', at60((i) => (i === 31 ? 0 : 90_000 + ((i * 37) % 64))), 62],
    ['floats of 32 bits', at60((i) => Math.fround(1 + ((i * 37) % 64) / 997)), 190],
    ['means of six counts', at60((i) => (100 + ((i * 37) % 64)) / 6), 70],
    ['means of seven', at60((i) => (100 + ((i * 37) % 64)) / 7), 425],
    ['two counts', [3, 5], 3],
    ['sizes in pages of 4,096 bytes', at60((i) => 4096 * (90_000 + ((i * 37) % 61))), 60],
    [
      'averages of six durations',
      at60((i) => averageOf([1, 2, 3, 4, 5, 6].map((n) => (5_000 + ((i * 37 * n) % 61)) / 100))),
      110,
    ],
  ])('packs %s small', (_, values, most) => {
    const bytes = encoded(values);
    expect(bytes.length).toBeLessThanOrEqual(most);
    expect(decoded(bytes, values.length)).toEqual(values);
  });

  it('never takes more than floats as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), decimals(6), fc.maxSafeInteger())), (values) => {
        expect(encoded(values).length).toBeLessThanOrEqual(1 + 8 * values.length);
      }),
    );
  });
});
