import { formatFloat, formatG, roundTo, roundTo6 } from '@carpy/graphite';
import { describe, expect, it } from 'vitest';

describe('formatG is %g', () => {
  it.each<[number, string]>([
    [0, '0'],
    [1, '1'],
    [-1.5, '-1.5'],
    [100000, '100000'],
    [999999.5, '1e+06'],
    [123456789, '1.23457e+08'],
    [0.0001, '0.0001'],
    [0.00001234567, '1.23457e-05'],
    [1 / 3, '0.333333'],
    [1e100, '1e+100'],
    // Exact halves go to the even digit.
    [1234565, '1.23456e+06'],
    [1234575, '1.23458e+06'],
    [9.5, '9.5'],
    [20, '20'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NaN, 'nan'],
  ])('%d', (value, want) => {
    expect(formatG(value)).toBe(want);
  });
});

describe('formatFloat is the shortest text of a float', () => {
  it.each<[number, string]>([
    [42, '42.0'],
    [0, '0.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [-2.5, '-2.5'],
    [100, '100.0'],
    [123456789012, '123456789012.0'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.5e300, '1.5e+300'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [273.15, '273.15'],
    // Half-way between two texts of as many digits as it needs.
    [-77600078432470.62, '-77600078432470.62'],
    [0.00123, '0.00123'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%d', (value, want) => {
    expect(formatFloat(value)).toBe(want);
  });
});

describe('roundTo6', () => {
  it.each<[number, number]>([
    [1 / 3, 0.333333],
    [2 / 3, 0.666667],
    [5, 5],
    [-1 / 3, -0.333333],
    [1e300, 1e300],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    // Exact halves go to the even neighbour.
    [1 / 128, 0.007812],
    [3 / 128, 0.023438],
    [-1 / 128, -0.007812],
  ])('%d', (value, want) => {
    expect(roundTo6(value)).toBe(want);
  });
});

describe('roundTo rounds as Python does', () => {
  it.each<[number, number, number]>([
    [0.5, 0, 0],
    [1.5, 0, 2],
    [2.675, 2, 2.67],
    [0.125, 2, 0.12],
    [0.375, 2, 0.38],
    [-0.125, 2, -0.12],
    [1e15 + 0.5, 0, 1e15],
    [5e-324, 3, 0],
    [1.23456789e-12, 15, 1.235e-12],
    // 1.5e-30 is a little less than it says.
    [1.5e-30, 30, 1e-30],
    [1.6e-30, 30, 2e-30],
    [123.456, 200, 123.456],
    [2 ** 53 + 2, 0, 2 ** 53 + 2],
    [1234567, -3, 1235000],
    [-2500, -3, -2000],
    [3500, -3, 4000],
    [8e22, -23, 1e23],
    [1, -400, 0],
    [Number.NEGATIVE_INFINITY, -2, Number.NEGATIVE_INFINITY],
    [Number.NaN, 2, Number.NaN],
  ])('%d to %d', (value, digits, want) => {
    expect(roundTo(value, digits) + 0).toBe(want);
  });
});
