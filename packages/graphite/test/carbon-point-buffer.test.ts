import { transferables } from '@carpy/core';
import { PointBuffer } from '@carpy/graphite';
import { expect, it } from 'vitest';

it('gives its points once, in their order, in arrays of exact size', () => {
  const points = new PointBuffer();
  const id = points.names.idOf('plain', 'a');
  for (let i = 0; i < 5_000; i++) expect(points.add(id, 100 + i, i)).toBe(true);
  const batch = points.takeBatch();
  expect(batch?.declared).toEqual([{ id, kind: 'plain', name: 'a' }]);
  expect([batch?.ids.length, batch?.atS.length, batch?.values.length]).toEqual([5_000, 5_000, 5_000]);
  expect([batch?.atS[4_999], batch?.values[4_999]]).toEqual([5_099, 4_999]);
  expect(points.takeBatch()).toBeUndefined();
});

it('survives the transfer of a batch', () => {
  const points = new PointBuffer();
  const id = points.names.idOf('plain', 'a');
  points.add(id, 1, 2);
  const batch = points.takeBatch();
  if (batch !== undefined) structuredClone(batch, { transfer: transferables(batch) });
  points.add(id, 3, 4);
  expect(points.takeBatch()).toMatchObject({ declared: [], values: Float64Array.of(4) });
});

it('says when many wait, and again while nobody takes them', () => {
  const told: number[] = [];
  const points: PointBuffer = new PointBuffer({ maxPoints: 40, onMany: () => told.push(points.size) });
  const id = points.names.idOf('plain', 'a');
  for (let i = 0; i < 45; i++) points.add(id, 1, i);
  expect(told).toEqual([10, 20, 30, 40]);
});
