import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortPairs } from '../../src/aggregate/sort-pairs.ts';

/** Short and long groups take different ways. */
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 9 })), {
  maxLength: 100,
  size: 'max',
});
const byBoth = (a: readonly number[], b: readonly number[]): number =>
  (a[0] as number) - (b[0] as number) || (a[1] as number) - (b[1] as number);

it('sorts a part and nothing beside it', () => {
  fc.assert(
    fc.property(pairs, (unsorted) => {
      const values = Float64Array.from([99, ...unsorted.map(([value]) => value), -1]);
      sortPairs(values, undefined, 1, values.length - 1);
      expect([...values]).toEqual([99, ...unsorted.map(([value]) => value).sort((a, b) => a - b), -1]);
    }),
  );
});

it('moves each weight with its value', () => {
  fc.assert(
    fc.property(pairs, (unsorted) => {
      const values = Float64Array.from([99, ...unsorted.map(([value]) => value), -1]);
      const weights = Float64Array.from([7, ...unsorted.map(([, weight]) => weight), 8]);
      sortPairs(values, weights, 1, values.length - 1);
      const sorted = [...values].map((value, i) => [value, weights[i] as number]);
      expect([sorted[0], sorted.at(-1)]).toEqual([
        [99, 7],
        [-1, 8],
      ]);
      const inside = sorted.slice(1, -1);
      expect(inside.map(([value]) => value)).toEqual(unsorted.map(([value]) => value).sort((a, b) => a - b));
      expect([...inside].sort(byBoth)).toEqual([...unsorted].sort(byBoth));
    }),
  );
});
