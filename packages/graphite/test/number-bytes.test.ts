import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NUMBER_BYTES, putNumber } from '../src/json/number-bytes.ts';

const bytes = new Uint8Array(MAX_NUMBER_BYTES + 3);
const written = (value: number): string => {
  const end = putNumber(bytes, 3, Float64Array.of(value), 0);
  expect(end - 3).toBeLessThanOrEqual(MAX_NUMBER_BYTES);
  return new TextDecoder().decode(bytes.subarray(3, end));
};
const same = (value: number): void => {
  if (written(value) !== JSON.stringify(value)) expect(written(value)).toBe(JSON.stringify(value));
};

/** As many as a test of the bits of all doubles may cost; each is compared with JSON.stringify. */
const RUNS = { numRuns: 3_000 };

describe('putNumber writes what JSON.stringify writes', () => {
  it.each([
    0,
    -0,
    1,
    -1,
    9,
    10,
    99,
    100,
    12_345,
    999_999_999,
    1e9,
    1_234_567_890,
    2 ** 53,
    2 ** 53 - 1,
    -(2 ** 53),
    1e15,
    1e16,
    1e21,
    1e300,
    5e-324,
    1e-6,
    1e-7,
    0.1,
    0.2,
    0.3,
    0.1 + 0.2,
    1 / 3,
    2 / 3,
    4.35,
    0.000001,
    0.000123,
    123.456789,
    2251799813685248.5,
    0.5,
    0.25,
    1.0000000000000002,
    9.999999999999998,
    99.99999999999999,
    1023.9999999999999,
    0.30000000000000004,
    5e-5,
    1.7976931348623157e308,
  ])('%d', (value) => {
    same(value);
    same(-value);
  });

  it('for doubles of any bits', () => {
    const double = new Float64Array(1);
    const words = new Uint32Array(double.buffer);
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        words[0] = a;
        words[1] = b;
        if (Number.isFinite(double[0])) same(double[0] as number);
      }),
      RUNS,
    );
  });

  it('for the sizes that metrics have: means, sums of decimals, shares, neighbours of short decimals', () => {
    const size = fc.integer({ min: -6, max: 15 });
    const whole = fc.integer({ min: 1, max: 1_000_000_000 });
    fc.assert(
      fc.property(whole, whole, size, fc.integer({ min: 0, max: 9 }), (a, b, power, decimals) => {
        same(a / b);
        same(a / 10 ** decimals);
        same(a / 10 ** decimals + b / 10 ** decimals);
        same((a / b) * 10 ** power);
        same((a / 10 ** decimals) * (1 + Number.EPSILON));
        same((a / 10 ** decimals) * (1 - Number.EPSILON));
      }),
      RUNS,
    );
  });
});

it('writes null for NaN, and for infinity what most parsers read as one', () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(written)).toEqual([
    'null',
    '1e9999',
    '-1e9999',
  ]);
});
