import {
  COUNT,
  LOWER,
  MEDIAN,
  quantiseMs,
  SUM,
  summarise,
  TIMER_COLUMN_COUNT,
  TIMER_COLUMNS,
  UPPER,
  UPPER_95,
} from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';

function columnsOf(values: readonly number[]): number[] {
  const out = new Float64Array(TIMER_COLUMN_COUNT + 2).fill(-1);
  summarise(Float64Array.from(values).sort(), out, 1);
  expect([out[0], out.at(-1)]).toEqual([-1, -1]);
  return [...out.slice(1, -1)];
}

it('names each column at its index', () => {
  expect(
    TIMER_COLUMNS.map(
      (name) => ({ count: COUNT, sum: SUM, lower: LOWER, upper: UPPER, median: MEDIAN, upper_95: UPPER_95 })[name],
    ),
  ).toEqual([0, 1, 2, 3, 4, 5]);
});

it.each([
  { values: [5], want: [1, 5, 5, 5, 5, 5] },
  { values: [1, 2], want: [2, 3, 1, 2, 1.5, 2] },
  { values: [3, 1, 2], want: [3, 6, 1, 3, 2, 3] },
  { values: [0, 0, 0, 8], want: [4, 8, 0, 8, 0, 8] },
  { values: [0.0004, 0.0016], want: [2, 0.002, 0, 0.002, 0.001, 0.002] },
  { values: Array.from({ length: 20 }, (_, i) => i + 1), want: [20, 210, 1, 20, 10.5, 19] },
])('summarises $values', ({ values, want }) => {
  expect(columnsOf(values)).toEqual(want);
});

it('keeps its columns in order, whatever the values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 100, size: 'max' }),
      (values) => {
        const columns = columnsOf(values);
        const at = (i: number): number => columns[i] as number;
        expect(at(COUNT)).toBe(values.length);
        expect(at(LOWER)).toBeLessThanOrEqual(at(MEDIAN));
        expect(at(MEDIAN)).toBeLessThanOrEqual(at(UPPER));
        expect(at(UPPER_95)).toBeLessThanOrEqual(at(UPPER));
        expect(at(SUM)).toBeCloseTo(
          values.reduce((a, b) => a + b, 0),
          2,
        );
      },
    ),
  );
});

it('rounds to the microsecond', () => {
  expect(quantiseMs(12.3456)).toBe(12.346);
  expect(quantiseMs(0.0004)).toBe(0);
});
