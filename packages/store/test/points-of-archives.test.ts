/** Points that stand for the step of an archive: they fill the finer slots that are kept of their time, and roll up to themselves. */
import type { PointBatch, RollUpRule } from '@carpy/core';
import { expect, it } from 'vitest';
import { folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

const DAY_S = 86_400;
const AT_S = T0 - (T0 % 3_600);

const batchOf = (
  rule: RollUpRule | undefined,
  points: readonly (readonly [atS: number, value: number, spanS: number])[],
): PointBatch => ({
  declared: [{ id: 0, kind: 'plain', name: 'x.load', ...(rule === undefined ? {} : { rule }) }],
  ids: new Uint32Array(points.length),
  atS: Float64Array.from(points, ([atS]) => atS),
  values: Float64Array.from(points, ([, value]) => value),
  spanS: Uint32Array.from(points, ([, , spanS]) => spanS),
});

it.each<[RollUpRule['method'], number]>([
  ['average', 6],
  ['sum', 1],
  ['max', 6],
  ['last', 6],
  ['avg_zero', 6],
])('a minute by %s of an hour ago fills six slots of 10 s, before and after its seal', async (method, fine) => {
  const clock = { nowS: T0 };
  const store = await openIn(await folder(), clock);
  const minuteS = AT_S - 3_600;
  await store.series.openWriter().points(
    batchOf({ method, xFilesFactor: 0.5 }, [
      [AT_S - 10, 1, 10],
      [minuteS, 6, 60],
    ]),
  );
  const look = async (stepS: number) =>
    (await readOne(store, 'x.load', minuteS - 1, minuteS + 59, { tier: { by: 'step', stepS }, nowS: clock.nowS }))
      .columns['value'];
  for (let i = 0; i < 2; i++) {
    expect(await look(10)).toEqual([fine, fine, fine, fine, fine, fine]);
    expect(await look(60)).toEqual([6]);
    clock.nowS += 700;
    await store.settle();
  }
});

it('an hour of a month ago fills six slots of 10 minutes, though the clock is not believed yet', async () => {
  const clock = { nowS: T0 };
  const store = await openIn(await folder(), clock);
  const hourS = AT_S - 30 * DAY_S;
  await store.series.openWriter().points(
    batchOf({ method: 'avg_zero', xFilesFactor: 1 }, [
      [AT_S, 1, 10],
      [hourS, 7, 3_600],
    ]),
  );
  const look = async (stepS: number) =>
    (await readOne(store, 'x.load', hourS - 1, hourS + 3_599, { tier: { by: 'step', stepS }, nowS: clock.nowS }))
      .columns['value'];
  for (let i = 0; i < 2; i++) {
    expect(await look(600)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(await look(3_600)).toEqual([7]);
    clock.nowS += 100;
    await store.settle();
  }
});

it('a series that is there keeps its own rule, and points of its own are as they were', async () => {
  const clock = { nowS: T0 };
  const store = await openIn(await folder(), clock);
  const writer = store.series.openWriter();
  await writer.points(
    batchOf({ method: 'max', xFilesFactor: 0 }, [
      [AT_S - 600, 1, 10],
      [AT_S - 590, 3, 0],
    ]),
  );
  await writer.points(batchOf({ method: 'min', xFilesFactor: 0 }, [[AT_S - 580, 2, 0]]));
  const minute = await readOne(store, 'x.load', AT_S - 601, AT_S - 541, {
    tier: { by: 'step', stepS: 60 },
    nowS: clock.nowS,
  });
  expect(minute.columns['value']).toEqual([3]);
});
