import { Sketch } from '@carpy/core';
import { expect, it } from 'vitest';
import { executeRead, planned } from '../src/embedded/read-execute.ts';
import { planRead } from '../src/embedded/read-planner.ts';
import type { Schema, Tier } from '../src/schema/schema.ts';
import type { ReadAnswer, ReadRequest, SeriesData } from '../src/store.ts';
import { type FakePoint, FakeSource, T0 } from './read-fakes.ts';

const DAY = 86_400;
const FINE: Tier = { stepS: 60, retentionS: DAY };
const MIDDLE: Tier = { stepS: 600, retentionS: 10 * DAY };
const COARSE: Tier = { stepS: 3_600, retentionS: 100 * DAY };
const flushes: Schema = { tiers: [FINE, MIDDLE, COARSE], gathers: false, follows: true };
const gap = Number.NaN;

const at = (id: number, atS: number, ...values: number[]): FakePoint => ({ id, atS: T0 + atS, values });

async function read(
  source: FakeSource,
  request: Partial<ReadRequest> & { readonly ids: readonly number[] },
): Promise<ReadAnswer> {
  const whole: ReadRequest = {
    fromS: T0 - 1,
    untilS: T0 + 599,
    nowS: T0 + 7_200,
    tier: { by: 'step', stepS: 1 },
    sketches: 'none',
    ...request,
  };
  return planned(
    () => planRead(source, whole),
    // As between threads.
    (plan) => executeRead(structuredClone(plan), source.sealed),
  );
}

/** The values by stamp, relative to T0; gaps left out. */
function valuesOf(series: SeriesData | undefined, column = 0): Record<number, number> {
  const found: Record<number, number> = {};
  if (series === undefined) return found;
  for (let i = 0; i < series.slots; i++) {
    const value = series.columns[column * series.slots + i] as number;
    if (!Number.isNaN(value)) found[series.startS + i * series.stepS - T0] = value;
  }
  return found;
}

it('lays blocks over each other in order of generation, for the series that they hold and their whole span', async () => {
  const source = new FakeSource(flushes);
  source.add(1);
  source.add(2);
  source.block(FINE, T0, 7_200, [at(1, 0, 1), at(1, 600, 2), at(1, 1_200, 3), at(2, 600, 9)]);
  source.block(FINE, T0 + 600, 600, [at(1, 660, 4)]);
  const answer = await read(source, { ids: [2, 1], untilS: T0 + 7_199 });
  expect(answer.series.map((s) => valuesOf(s))).toEqual([{ 600: 9 }, { 0: 1, 660: 4, 1200: 3 }]);
});

it('answers only slots after fromS and up to untilS, from blocks that reach beyond', async () => {
  const source = new FakeSource(flushes);
  source.add(1);
  source.block(FINE, T0 - 7_200, 7_200, [at(1, -120, 1), at(1, -60, 2)]);
  source.block(FINE, T0, 7_200, [at(1, 0, 3), at(1, 60, 4), at(1, 120, 5)]);
  const [series] = (await read(source, { ids: [1], fromS: T0 - 120, untilS: T0 + 60 })).series;
  expect(valuesOf(series)).toEqual({ '-60': 2, 0: 3, 60: 4 });
  expect(series).toMatchObject({ startS: T0 - 60, slots: 3 });
});

it.each([
  { what: 'not the future', fromS: T0 + 7_080, untilS: T0 + 9_000, want: { startS: T0 + 7_140, slots: 2 } },
  {
    what: 'one slot of a range that ends before it',
    fromS: T0 + 61,
    untilS: T0 + 70,
    want: { startS: T0 + 120, slots: 1 },
  },
  { what: 'nothing of a range that is to come', fromS: T0 + 7_200, untilS: T0 + 9_000, want: { slots: 0 } },
  {
    what: 'nothing before the longest retention',
    fromS: T0 - 100 * DAY,
    untilS: T0 - 100 * DAY + 10_800,
    want: { startS: T0 - 100 * DAY + 10_800, slots: 1, stepS: 3_600 },
  },
  { what: 'nothing at all of what is older', fromS: T0 - 102 * DAY, untilS: T0 - 101 * DAY, want: { slots: 0 } },
])('onlyKept cuts a range as whisper does: $what', async ({ fromS, untilS, want }) => {
  const source = new FakeSource(flushes);
  source.add(1);
  const [series] = (await read(source, { ids: [1], fromS, untilS, tier: { by: 'age' }, onlyKept: true })).series;
  expect(series).toMatchObject(want);
});

it('merges what is in memory with what is sealed by kind', async () => {
  const source = new FakeSource(flushes);
  source.add(1, { kind: 'counter' });
  source.add(2);
  source.add(3);
  source.block(FINE, T0, 600, [at(1, 0, 1), at(1, 60, 1), at(2, 0, 1), at(3, 0, 7)]);
  source.memory([at(1, 60, 5), at(1, 120, 5), at(2, 0, 6), at(2, 600, 8)]);
  const answer = await read(source, { ids: [1, 2, 3], untilS: T0 + 1_199 });
  expect(answer.series.map((s) => valuesOf(s))).toEqual([{ 0: 1, 60: 6, 120: 5 }, { 0: 6, 600: 8 }, { 0: 7 }]);
});

it('rolls up what is not derived yet, and keeps what is', async () => {
  const source = new FakeSource(flushes);
  source.add(1, { rule: 1 });
  source.block(COARSE, T0 - 7_200, 7_200, [at(1, -7_200, 100)]);
  source.block(MIDDLE, T0 - 7_200, 7_200, [at(1, -7_200, 1)]);
  source.block(MIDDLE, T0, 600, [at(1, 0, 1)]);
  source.block(MIDDLE, T0 + 600, 600, [at(1, 600, 2)]);
  source.memory([at(1, 1_200, 4), at(1, 1_260, 8), at(1, 3_600, 16)]);
  const answer = await read(source, {
    ids: [1],
    fromS: T0 - 7_201,
    untilS: T0 + 3_600,
    tier: { by: 'step', stepS: 3_600 },
  });
  expect(valuesOf(answer.series[0])).toEqual({ '-7200': 100, 0: 15, 3600: 16 });
});

it('shows what came late in a derived slot, for the series that it came for', async () => {
  const source = new FakeSource(flushes);
  source.add(1, { rule: 1 });
  source.add(2, { rule: 1 });
  source.block(COARSE, T0, 7_200, [at(1, 0, 3), at(1, 3_600, 9), at(2, 0, 50)]);
  source.block(MIDDLE, T0, 7_200, [at(1, 0, 1), at(1, 600, 2), at(1, 3_600, 9), at(2, 0, 1)]);
  source.memory([at(1, 1_800, 4)]);
  const answer = await read(source, { ids: [1, 2], untilS: T0 + 7_199, tier: { by: 'step', stepS: 3_600 } });
  expect(answer.series.map((s) => valuesOf(s))).toEqual([{ 0: 7, 3600: 9 }, { 0: 50 }]);
});

it('takes the last value of a tier that only gathers, and never answers that tier', async () => {
  const gathers: Schema = { tiers: [{ stepS: 600, retentionS: 2 * DAY }, COARSE], gathers: true, follows: false };
  const source = new FakeSource(flushes, gathers);
  source.add(1, { schema: 1 });
  source.block(gathers.tiers[0] as Tier, T0, 600, [at(1, 0, 1)]);
  source.memory([at(1, 1_200, 5)]);
  const [series] = (await read(source, { ids: [1], untilS: T0 + 3_599 })).series;
  expect(series?.stepS).toBe(3_600);
  expect(valuesOf(series)).toEqual({ 0: 5 });
});

it('keeps sketches of each slot, whichever layer they come from', async () => {
  const source = new FakeSource(flushes);
  source.add(1, { kind: 'timer', outcome: true });
  const timing = (atS: number, ms: number): FakePoint => {
    const sketch = new Sketch();
    sketch.add(ms);
    return { id: 1, atS: T0 + atS, values: [1, ms, ms, ms, ms, ms], sketch: sketch.encode() };
  };
  source.block(MIDDLE, T0, 7_200, [timing(0, 1), timing(600, 2), timing(1_800, 4)]);
  source.block(MIDDLE, T0 + 600, 600, [timing(600, 20)]);
  source.block(MIDDLE, T0 + 7_200, 600, [timing(7_200, 5)]);
  source.memory([timing(7_800, 6), timing(7_860, 7)]);
  const ask = { ids: [1], untilS: T0 + 9_000, sketches: 'where-kept' } as const;
  const [series] = (await read(source, { ...ask, tier: { by: 'step', stepS: 600 } })).series;
  const found: Record<number, number> = {};
  for (let i = 0; i < (series?.slots ?? 0); i++) {
    const ends = series?.sketches?.ends as Uint32Array;
    const bytes = series?.sketches?.bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]) as Uint8Array;
    if (bytes.length > 0) found[i * 600] = Math.round(Sketch.decode(bytes).upper(100, 0, 100));
  }
  expect(found).toEqual({ 0: 1, 600: 20, 1800: 4, 7200: 5, 7800: 7 });
  const [coarse] = (await read(source, { ...ask, tier: { by: 'step', stepS: 3_600 } })).series;
  expect(valuesOf(coarse)).toEqual({ 0: 3, 7200: 3 });
  expect(coarse?.sketches?.ends.at(-1)).toBeGreaterThan(0);
  const [without] = (await read(source, { ...ask, sketches: 'none' })).series;
  expect(without?.sketches).toBeUndefined();
});

it('shows the one point of a series whose step is not known', async () => {
  const source = new FakeSource(flushes);
  source.add(1, { undecided: { atS: T0 + 75, value: 3 } });
  expect(valuesOf((await read(source, { ids: [1] })).series[0])).toEqual({ 60: 3 });
  expect(valuesOf((await read(source, { ids: [1], fromS: T0 + 300 })).series[0])).toEqual({});
});

it('answers series of several schemas, some twice, in the order asked for', async () => {
  const other: Schema = { tiers: [{ stepS: 15, retentionS: DAY }], gathers: false, follows: false };
  const source = new FakeSource(flushes, other);
  source.add(1);
  source.add(2, { schema: 1 });
  source.block(FINE, T0, 600, [at(1, 0, 1)], 60_000);
  source.block(other.tiers[0] as Tier, T0, 600, [at(2, 15, 2)]);
  const answer = await read(source, { ids: [2, 1, 2] });
  expect(answer.series.map(({ id, stepS }) => [id, stepS])).toEqual([
    [2, 15],
    [1, 60],
    [2, 15],
  ]);
  expect(answer.series.map((s) => valuesOf(s))).toEqual([{ 15: 2 }, { 0: 1 }, { 15: 2 }]);
  expect(answer.coverage.map(({ stepS }) => stepS).sort()).toEqual([15, 60]);
});

it('tells how much was recorded: the most that blocks say, and what flushes in memory add', async () => {
  const source = new FakeSource(flushes);
  source.add(1);
  source.block(FINE, T0, 600, [at(1, 0, 1)], 40_000);
  source.block(FINE, T0, 600, [at(1, 0, 2)], 50_000);
  source.memory([at(1, 60, 1)], 5_000);
  source.memory([at(1, 600, 1)], 60_000);
  const { coverage } = await read(source, { ids: [1], untilS: T0 + 1_799 });
  expect(coverage).toHaveLength(1);
  const covered = coverage[0]?.coveredMs as Float64Array;
  expect([covered[0], covered[9], covered[10], covered[20]]).toEqual([55_000, 55_000, 60_000, 0]);
  const [coarse] = (await read(source, { ids: [], untilS: T0 + 1_799, tier: { by: 'step', stepS: 3_600 } })).coverage;
  expect(coarse?.stepS).toBe(3_600);
});

it('joins what lies before the retention of a tier from coarser ones, end to end', async () => {
  const source = new FakeSource(flushes);
  source.add(1);
  const nowS = T0 + DAY + 90;
  source.block(FINE, T0, 7_200, [at(1, 60, 1), at(1, 600, 2), at(1, 660, 3)]);
  source.block(MIDDLE, T0 - 7_200, 7_200, [at(1, -600, 8)]);
  source.block(MIDDLE, T0, 7_200, [at(1, 0, 9), at(1, 600, 10)]);
  const [series] = (await read(source, { ids: [1], fromS: T0 - 601, untilS: T0 + 1_199, nowS, join: true })).series;
  expect(valuesOf(series)).toEqual({ 600: 2, 660: 3 });
  expect(series).toMatchObject({ stepS: 60, startS: T0 + 600 });
  expect(series?.earlier).toMatchObject({ stepS: 600, startS: T0 - 600, slots: 2 });
  expect(valuesOf(series?.earlier)).toEqual({ '-600': 8, 0: 9 });
});

it('joins tiers that the schema had before', async () => {
  const source = new FakeSource(flushes);
  const old: Tier = { stepS: 120, retentionS: DAY };
  source.former = [{ tiers: [old], untilS: T0 }];
  source.add(1);
  source.block(old, T0 - 600, 600, [at(1, -120, 1)]);
  source.block(FINE, T0, 600, [at(1, 120, 2)]);
  const [series] = (await read(source, { ids: [1], fromS: T0 - 601, join: true })).series;
  expect(valuesOf(series)).toEqual({ 120: 2 });
  expect(valuesOf(series?.earlier)).toEqual({ '-120': 1 });
  expect(series?.earlier?.startS).toBe(T0 - 600);
});

it('plans again when files go, and gives up when they always do', async () => {
  const source = new FakeSource(flushes);
  source.add(1);
  let entry = source.block(FINE, T0, 600, [at(1, 0, 1)]);
  let plans = 0;
  const request: ReadRequest = {
    ids: [1],
    fromS: T0 - 1,
    untilS: T0 + 599,
    nowS: T0 + 600,
    tier: { by: 'age' },
    sketches: 'none',
  };
  const once = (goneTimes: number): Promise<ReadAnswer> =>
    planned(
      async () => {
        const plan = await planRead(source, request);
        if (plans++ >= goneTimes) return plan;
        source.drop(entry);
        entry = source.block(FINE, T0, 600, [at(1, 0, plans + 1)]);
        return plan;
      },
      (plan) => executeRead(plan, source.sealed),
    );
  expect(valuesOf((await once(2)).series[0])).toEqual({ 0: 3 });
  await expect(once(1e9)).rejects.toThrow(entry.tier);
});

it('loses nothing when a window is sealed while the plan is made', async () => {
  const source = new FakeSource(flushes);
  const ids = Array.from({ length: 60 }, (_, id) => id);
  for (const id of ids) source.add(id);
  const points = ids.map((id) => at(id, 60, id));
  source.memory(points);
  let gathered = 0;
  source.onGather = () => {
    // Each costs more than a slice, so that others are let in.
    for (const untilMs = performance.now() + 2; performance.now() < untilMs; );
    if (gathered++ === 0)
      setImmediate(() => {
        source.block(FINE, T0, 600, points);
        source.forget(T0);
      });
  };
  const answer = await read(source, { ids });
  expect(gathered).toBeLessThan(ids.length);
  expect(answer.series.map((s) => valuesOf(s))).toEqual(ids.map((id) => ({ 60: id })));
});

const timers = Array.from({ length: 50 }, (_, i) => 10 + i);

it.each([
  ['an unknown series', { ids: [1, 9] }, 'CARPY_BAD_REQUEST'],
  ['a number that no series has', { ids: [1_000] }, 'CARPY_BAD_REQUEST'],
  ['a range that is none', { ids: [1], fromS: gap }, 'CARPY_BAD_REQUEST'],
  ['a range beyond all times', { ids: [1], untilS: 1e15 }, 'CARPY_BAD_REQUEST'],
  ['too many slots', { ids: [1], fromS: T0 - 200_001 * 60, nowS: T0 - 200_000 * 60 }, 'CARPY_TOO_MUCH'],
  ['too many values', { ids: timers, fromS: T0 - 190_000 * 60, nowS: T0 - 190_000 * 60 }, 'CARPY_TOO_MUCH'],
])('refuses %s', async (_, request, code) => {
  const source = new FakeSource(flushes);
  source.add(1);
  for (const id of timers) source.add(id, { kind: 'timer' });
  await expect(read(source, request)).rejects.toMatchObject({ code });
});
