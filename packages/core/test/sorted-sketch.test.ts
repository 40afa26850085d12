import { Sketch, SortedSketchEncoder, sketchBytesBound } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const encoder = new SortedSketchEncoder();

function encode(values: Float64Array, weights: Float64Array | undefined): Uint8Array {
  const out = new Uint8Array(sketchBytesBound(values.length) + 3);
  const end = encoder.encode(values, weights, 0, values.length, out, 3);
  return out.slice(3, end);
}

const value = fc.oneof(
  fc.constant(0),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.double({ min: 9.9, max: 10.1, noNaN: true }),
);

it('writes the bytes that a sketch of the same values writes', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 200, size: 'max' }), (unsorted) => {
      const values = Float64Array.from(unsorted).sort();
      const sketch = new Sketch();
      for (const v of values) sketch.add(v);
      expect(encode(values, undefined)).toEqual(sketch.encode());
    }),
  );
});

it.each([
  { name: 'whole', weight: fc.integer({ min: 1, max: 2 ** 40 }) },
  { name: 'broken', weight: fc.double({ min: 0.1, max: 1e9, noNaN: true }) },
])('does so with $name weights', ({ weight }) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, weight), { maxLength: 50, size: 'max' }), (pairs) => {
      const sorted = [...pairs].sort((a, b) => a[0] - b[0]);
      const sketch = new Sketch();
      for (const [v, w] of sorted) sketch.add(v, w);
      expect(
        encode(
          Float64Array.from(sorted, ([v]) => v),
          Float64Array.from(sorted, ([, w]) => w),
        ),
      ).toEqual(sketch.encode());
    }),
  );
});
