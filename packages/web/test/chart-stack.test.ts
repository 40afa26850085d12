import type { StackLayer } from '@carpy/api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stackLayers } from '../src/chart/layers.ts';
import { layerAt, stackEdges, stackTop } from '../src/chart/stack.ts';

const layer = (name: string, values: readonly (number | null)[], display = name): StackLayer => ({
  function: name,
  display,
  values,
});

it('puts the largest at the bottom, the rest above, own time last', () => {
  const layers = stackLayers([
    layer('_own', [90]),
    layer('small', [1, null]),
    layer('_rest', [50]),
    layer('big', [20], 'big.one'),
  ]);
  expect(
    layers.map(({ key, label, color }) => [key, label, color === 'rest' || color === 'own' ? color : 'hue']),
  ).toEqual([
    ['big', 'big.one', 'hue'],
    ['small', 'small', 'hue'],
    ['_rest', 'other functions', 'rest'],
    ['_own', 'own time', 'own'],
  ]);
});

it('a function that was not called adds nothing, a slot without any layer is a gap', () => {
  const edges = stackEdges(
    [
      [1, null, null],
      [2, 3, null],
    ],
    3,
  );
  expect([...(edges[0]?.upper ?? [])]).toEqual([1, 0, Number.NaN]);
  expect([...(edges[1]?.lower ?? [])]).toEqual([1, 0, Number.NaN]);
  expect([...(edges[1]?.upper ?? [])]).toEqual([3, 3, Number.NaN]);
  expect(stackTop(edges)).toBe(3);
  expect(stackTop([])).toBe(0);
});

it('the top is the sum of the layers, and each value belongs to the layer it is drawn in', () => {
  const values = fc.array(fc.option(fc.double({ min: 0.01, max: 1000, noNaN: true })), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 9 }), (layers) => {
      const edges = stackEdges(layers, 4);
      for (let slot = 0; slot < 4; slot++) {
        const present = layers.map((one) => one[slot] ?? null).filter((value) => value !== null);
        const top = edges.at(-1)?.upper[slot] ?? Number.NaN;
        if (present.length === 0) {
          expect(top).toBeNaN();
          expect(layerAt(edges, slot, 0)).toBe(-1);
          continue;
        }
        expect(top).toBeCloseTo(
          present.reduce((sum, value) => sum + value, 0),
          6,
        );
        expect(layerAt(edges, slot, top * 1.001)).toBe(-1);
        expect(layers[layerAt(edges, slot, 0)]?.[slot] ?? null).not.toBeNull();
      }
    }),
  );
});
