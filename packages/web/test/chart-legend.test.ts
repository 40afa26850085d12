import { expect, it } from 'vitest';
import { nextHidden } from '../src/chart/hidden-series.ts';

const keys = ['a', 'b', 'c'];
const hidden = (...some: string[]): ReadonlySet<string> => new Set(some);

it('a click leaves only that series, the next one brings all back', () => {
  const only = nextHidden(keys, hidden(), 'b', false);
  expect(only).toEqual(hidden('a', 'c'));
  expect(nextHidden(keys, only, 'b', false)).toEqual(hidden());
  expect(nextHidden(keys, only, 'a', false)).toEqual(hidden('b', 'c'));
});

it('with ctrl it takes one out or puts it back, and never takes the last', () => {
  expect(nextHidden(keys, hidden(), 'b', true)).toEqual(hidden('b'));
  expect(nextHidden(keys, hidden('b'), 'b', true)).toEqual(hidden());
  expect(nextHidden(keys, hidden('a', 'b'), 'c', true)).toEqual(hidden());
});
