import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../src/codec/bytes.ts';
import { decodeColumn, encodeColumn } from '../src/codec/column.ts';

function roundTrip(values: readonly number[]): { readonly back: number[]; readonly bytes: number } {
  const out = new ByteWriter(8);
  encodeColumn(out, Float64Array.from(values), 0, values.length);
  const back = new Float64Array(values.length);
  const from = new ByteReader(out.take());
  decodeColumn(from, back, 0, values.length);
  expect(from.left).toBe(0);
  return { back: [...back], bytes: out.length };
}

describe('encodeColumn', () => {
  const decimal = fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1000);
  it.each([
    ['any numbers', fc.double()],
    ['durations', decimal],
    ['counts', fc.nat()],
    ['large whole numbers', fc.maxSafeInteger()],
    [
      'a mix',
      fc.oneof(decimal, fc.double(), fc.constantFrom(-0, 0, Number.POSITIVE_INFINITY, Number.MIN_VALUE, 2 ** 53)),
    ],
  ])('brings back %s bit for bit', (_, one) => {
    fc.assert(
      fc.property(fc.array(one, { maxLength: 100 }), (values) => {
        expect(roundTrip(values).back).toEqual(values);
      }),
    );
  });

  it('brings back runs of one value bit for bit', () => {
    fc.assert(
      fc.property(fc.double(), fc.integer({ min: 1, max: 60 }), (value, n) => {
        const values = new Array<number>(n).fill(value);
        expect(roundTrip(values).back).toEqual(values);
      }),
    );
  });

  it.each([
    ['a constant count', new Array<number>(60).fill(1_200), 3],
    ['small counts', Array.from({ length: 60 }, (_, i) => i % 50), 61],
    ['durations', Array.from({ length: 60 }, (_, i) => 12 + (i % 7) / 1000), 140],
  ])('packs %s small', (_, values, most) => {
    expect(roundTrip(values).bytes).toBeLessThanOrEqual(most);
  });
});

describe('decodeColumn', () => {
  it('reads any bytes or refuses them with a RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(60), (bytes, count) => {
        try {
          decodeColumn(new ByteReader(bytes), new Float64Array(count), 0, count);
        } catch (e) {
          expect(e).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
