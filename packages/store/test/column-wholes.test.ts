import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../src/codec/bytes.ts';
import { newPlan, planWholes, readWholes, writeWholes } from '../src/codec/wholes.ts';

const most = 2 ** 50;
const near = fc.integer({ min: -8, max: 8 });
const far = fc.integer({ min: -most, max: most });

it.each([
  ['near each other', fc.array(near, { minLength: 1 })],
  ['far from each other', fc.array(far, { minLength: 1 })],
  ['near but for some', fc.array(fc.oneof({ weight: 5, arbitrary: near }, far), { minLength: 1 })],
  [
    'many, near but for many',
    fc.array(fc.oneof({ weight: 3, arbitrary: near }, far), { minLength: 550, maxLength: 600 }),
  ],
])('writes whole numbers %s in just the bytes planned', (_, columns) => {
  fc.assert(
    fc.property(columns, (numbers) => {
      const plan = newPlan();
      const wholes = Float64Array.from(numbers);
      planWholes(plan, wholes, wholes.length);
      const out = new ByteWriter(1);
      writeWholes(out, plan, 0, wholes, wholes.length);
      expect(out.length).toBe(plan.bytes);
      const from = new ByteReader(out.take());
      const back = new Float64Array(wholes.length);
      readWholes(from, from.u8(), 1, back, 0, wholes.length);
      expect([...back]).toEqual(numbers);
    }),
    { numRuns: 200 },
  );
});
