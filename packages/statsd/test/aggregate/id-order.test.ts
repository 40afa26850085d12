import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IdOrder } from '../../src/aggregate/id-order.ts';

it('puts places in the order of their ids, of one id the later', () => {
  const order = new IdOrder();
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 60, size: 'max' }), (list) => {
      const ids = Uint32Array.from([...list, 0, 0]);
      const places = order.of(ids, list.length);
      const latest = new Map(list.map((id, place) => [id, place]));
      const want = [...latest].sort(([a], [b]) => a - b).map(([, place]) => place);
      // Nothing to do means that they stand so.
      expect([...(places ?? list.keys())]).toEqual(want);
    }),
  );
});
