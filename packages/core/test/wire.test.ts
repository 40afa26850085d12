import { formatMean, formatMs, formatRate, formatValue, weightOfRate } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('formatMs', () => {
  it.each([
    [12.3, '12.3'],
    [0.004, '0.004'],
    [7, '7'],
    [0, '0'],
    [0.0004, '0'],
    [0.0005, '0.001'],
    [1.0005, '1.001'],
    [1e-7, '0'],
    [1e15, '1000000000000000'],
    [1e21, '1000000000000000000000'],
    [-2.5, '-2.5'],
  ])('%d is %s', (value, want) => expect(formatMs(value)).toBe(want));

  it('is a plain decimal of at most three places, within half a thousandth', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (value) => {
        const text = formatMs(value);
        expect(text).toMatch(/^\d+(\.\d{1,3})?$/);
        expect(text).not.toMatch(/\.\d*0$/);
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(0.000_500_2);
      }),
    );
  });
});

describe('formatMean', () => {
  it.each([
    [1 / 3, '0.333333333'],
    [123456789.987, '123456790'],
    [1.5e-9, '0.0000000015'],
    [1234567891234, '1234567890000'],
  ])('%d is %s', (value, want) => expect(formatMean(value)).toBe(want));
});

describe('formatRate and weightOfRate', () => {
  it('give every whole weight back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (weight) => {
        expect(formatRate(weight)).not.toContain('e');
        expect(weightOfRate(Number(formatRate(weight)))).toBe(weight);
      }),
    );
  });

  it.each([
    [1, 1],
    [0.1, 10],
    [0.3333333333333, 3],
    [0.4, 2.5],
    [0.333, 1 / 0.333],
  ])('a rate of %d weighs %d', (rate, want) => expect(weightOfRate(rate)).toBe(want));
});

describe('formatValue', () => {
  it.each([
    [1, '1'],
    [-2.5, '-2.5'],
    [0.1, '0.1'],
    [1e-9, '0.000000001'],
    [-1.25e-8, '-0.0000000125'],
    [1.5e21, '1500000000000000000000'],
    [-1e22, '-10000000000000000000000'],
  ])('%d is %s', (value, want) => expect(formatValue(value)).toBe(want));

  it('gives every finite number back, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = formatValue(value);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text) === value).toBe(true);
      }),
    );
  });
});
