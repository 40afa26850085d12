import type { FlushBatch } from '@carpy/core';
import { expect, it } from 'vitest';
import { BatchNames } from '../../src/forward/batch-names.ts';
import { batchOf } from './batches.ts';

function pointsOf(names: BatchNames, batch: FlushBatch): [string, number, number][] {
  const points: [string, number, number][] = [];
  names.visit(batch, (path, leaf, value, slotS) => points.push([path + leaf, value, slotS]));
  return points;
}

it('hands on values as they are', () => {
  const names = new BatchNames();
  const declared = [
    { id: 0, kind: 'plain', name: 'stats.a' },
    { id: 1, kind: 'counter', name: 'carpy.a.s.custom.c' },
    { id: 2, kind: 'gauge', name: 'g;k=v' },
  ] as const;
  expect(
    pointsOf(
      names,
      batchOf({
        slotS: 50,
        declared,
        values: [
          [0, 1.5],
          [1, 2],
          [2, -3],
        ],
      }),
    ),
  ).toEqual([
    ['stats.a', 1.5, 50],
    ['carpy.a.s.custom.c', 2, 50],
    ['g;k=v', -3, 50],
  ]);
  expect(pointsOf(names, batchOf({ slotS: 60, values: [[1, 7]] }))).toEqual([['carpy.a.s.custom.c', 7, 60]]);
});

it('makes six leaves of a timer and four of Apdex', () => {
  const declared = [
    { id: 3, kind: 'timer', name: 'carpy.a.s.t.ok' },
    { id: 4, kind: 'apdex', name: 'carpy.a.s.t.apdex' },
  ] as const;
  const batch = batchOf({ declared, timers: [[3, 4, 10, 1, 5, 2, 4.5]], apdex: [[4, 6, 3, 1]] });
  expect(Object.fromEntries(pointsOf(new BatchNames(), batch))).toEqual({
    'carpy.a.s.t.ok.count': 4,
    'carpy.a.s.t.ok.lower': 1,
    'carpy.a.s.t.ok.mean': 2.5,
    'carpy.a.s.t.ok.median': 2,
    'carpy.a.s.t.ok.upper': 5,
    'carpy.a.s.t.ok.upper_95': 4.5,
    'carpy.a.s.t.apdex.satisfied': 6,
    'carpy.a.s.t.apdex.tolerating': 3,
    'carpy.a.s.t.apdex.frustrated': 1,
    'carpy.a.s.t.apdex.score': 0.75,
  });
});

it('never hands on what is not finite', () => {
  const declared = [
    { id: 0, kind: 'plain', name: 'p' },
    { id: 1, kind: 'timer', name: 't' },
    { id: 2, kind: 'apdex', name: 'x' },
  ] as const;
  const batch = batchOf({
    declared,
    values: [[0, Number.NaN]],
    timers: [[1, 0, 0, 0, 0, 0, 0]],
    apdex: [[2, 0, 0, 0]],
  });
  const names = pointsOf(new BatchNames(), batch).map(([name]) => name);
  expect(names).not.toContain('p');
  expect(names).not.toContain('t.mean');
  expect(names).not.toContain('x.score');
  expect(names).toContain('x.satisfied');
});

it('takes a new meaning of a number, and counts one that has none', () => {
  const names = new BatchNames();
  names.declare([{ id: 0, kind: 'plain', name: 'old' }]);
  names.declare([{ id: 0, kind: 'plain', name: 'new' }]);
  expect(
    pointsOf(
      names,
      batchOf({
        values: [
          [0, 1],
          [9, 2],
          [4_294_967_295, 3],
        ],
      }),
    ),
  ).toEqual([['new', 1, 1_700_000_000]]);
  expect(names.unknown).toBe(2);
});

it('leaves no blank in a name: a line of Graphite has no room for it', () => {
  const names = new BatchNames();
  const declared = [{ id: 0, kind: 'plain', name: 'a;k=two  words\nx' }] as const;
  expect(pointsOf(names, batchOf({ declared, values: [[0, 1]] }))[0]?.[0]).toBe('a;k=two_words_x');
});
