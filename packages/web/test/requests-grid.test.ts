import type { RecordRow } from '@carpy/api';
import { expect, it } from 'vitest';
import { gridOfRequests } from '../src/chart/buckets.ts';
import { slotStates } from '../src/chart/coverage.ts';
import { slowestOfEach } from '../src/pages/overview/slowest-of-each.ts';

const T0 = 1_767_323_040_000;

it.each([
  [
    'the columns that samples of the last minute may still come into',
    T0 + 285_000,
    T0 + 285_000,
    30_000,
    10,
    'rrrrrrrooo',
  ],
  ['the one column of a wide histogram', T0 + 285_000, T0 + 285_000, 300_000, 1, 'o'],
  ['none of a range that ended long ago', T0 + 285_000, T0 + 400_000, 30_000, 10, 'rrrrrrrrrr'],
  ['the end of a range that ended just now', T0 + 285_000, T0 + 300_000, 30_000, 10, 'rrrrrrrooo'],
  ['all of a range of a minute', T0 + 60_000, T0 + 60_000, 10_000, 6, 'oooooo'],
])('still filling: %s', (_, toMs, nowMs, bucketMs, slots, want) => {
  const grid = gridOfRequests({ startMs: T0, bucketMs, toMs }, slots, nowMs);
  const counts = new Array<number>(slots).fill(1);
  expect(
    slotStates(grid, [counts])
      .map((state) => state[0])
      .join(''),
  ).toBe(want);
});

it('names each transaction once, with its slowest request', () => {
  const row = (id: string, transaction?: string): RecordRow => ({
    id,
    startMs: 0,
    app: 'shop',
    server: 'web-1',
    kind: 'job',
    ...(transaction === undefined ? {} : { transaction }),
  });
  const rows = [row('a', 'pdf'), row('b', 'pdf'), row('c'), row('d', 'GET /'), row('e', 'pdf'), row('f', 'GET /cart')];
  expect(slowestOfEach(rows, 3).map(({ row: { id }, others }) => `${id}+${others}`)).toEqual(['a+2', 'c+0', 'd+0']);
});
