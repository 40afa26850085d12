import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lastingRise, medianOf } from '../src/pages/overview/medians.ts';

const rule = { factor: 2, least: 20, slots: 4 };
const flat = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

it('takes the middle of what is there', () => {
  expect(medianOf([])).toBeUndefined();
  expect(medianOf([null])).toBeUndefined();
  expect(medianOf([3, null, 1, 2])).toBe(2);
  expect(medianOf([10, 2])).toBe(6);
});

it('finds where a lasting rise begins', () => {
  expect(lastingRise([...flat(30, 100), ...flat(20, 400)], rule)).toEqual({ slot: 30, before: 100, after: 400 });
  expect(lastingRise([...flat(20, 100), null, null, ...flat(10, 100), ...flat(20, 400)], rule)?.slot).toBe(32);
});

it.each([
  ['a level', flat(60, 100)],
  ['a spell that is over', [...flat(20, 100), ...flat(10, 500), ...flat(30, 100)]],
  ['one slow slot at the end', [...flat(59, 100), 5000]],
  ['too few slots', [100, 100, 400, 400]],
  ['a rise in noise of half a ms', [...flat(30, 0.2), ...flat(30, 1)]],
  ['nothing', flat(60, Number.NaN)],
  ['data that only now begin', [...Array.from({ length: 50 }, () => null), ...flat(10, 400)]],
])('finds none in %s', (_, values) => {
  expect(lastingRise(values, rule)).toBeUndefined();
});

it('never names a slot outside the values, nor a level that is not higher', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })), { maxLength: 80 }), (values) => {
      const rise = lastingRise(values, rule);
      if (rise === undefined) return;
      expect(rise.slot).toBeGreaterThan(0);
      expect(rise.slot).toBeLessThan(values.length);
      expect(rise.after).toBeGreaterThan(rise.before);
    }),
  );
});
