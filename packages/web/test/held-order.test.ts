import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inShownOrder } from '../src/components/held-order.ts';

const key = (s: string): string => s;

it('keeps what is shown where it is, and puts new rows last', () => {
  expect(inShownOrder(['c', 'new', 'a', 'b'], ['a', 'b', 'gone', 'c'], key)).toEqual(['a', 'b', 'c', 'new']);
});

it('never loses nor doubles a row', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.array(fc.string()), (next, shown) => {
      expect([...inShownOrder(next, [...new Set(shown)], key)].sort()).toEqual([...next].sort());
    }),
  );
});
