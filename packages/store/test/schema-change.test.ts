/** Series of several schemas, and configurations that change: what was written stays readable, what comes is right. */
import { expect, it } from 'vitest';
import type { EmbeddedOptions, EmbeddedStore, Tier } from '../src/index.ts';
import type { NameRules } from '../src/schema/schemas.ts';
import { batches } from './batches.ts';
import { type Clock, folder, openIn, T0 } from './folder.ts';
import { idOf, readOne } from './series.ts';

const DAY_S = 86_400;
/** On the hour. */
const H0 = T0 - (T0 % 3_600);

const tier = (stepS: number, days: number): Tier => ({ stepS, retentionS: days * DAY_S });
const names: NameRules = {
  tiersFor: (name) => {
    if (name.startsWith('quarter.')) return [tier(15, 1), tier(60, 14)];
    if (name.startsWith('hourly.')) return [tier(3_600, 365)];
    return name.startsWith('minute.') ? [tier(60, 30)] : undefined;
  },
  ruleFor: () => ({ method: 'sum', xFilesFactor: 0 }),
};

const present = (values: readonly number[] | undefined): number[] => (values ?? []).filter((v) => !Number.isNaN(v));

it('reads series of several steps at once, each at its own', async () => {
  const dir = await folder();
  const clock = { nowS: H0 + 30 };
  let store = await openIn(dir, clock, { names });
  const make = batches();
  const writer = store.series.openWriter();
  await writer.flush(make.flush({ slotS: H0, counters: { flushed: 1 } }));
  for (let atS = H0; atS < H0 + 7_200; atS += 900) {
    clock.nowS = atS;
    await writer.points(
      make.points([
        ['quarter.x', atS, 1],
        ['minute.x', atS, 2],
        ['hourly.x', atS, atS - H0],
      ]),
    );
  }
  const look = async (): Promise<void> => {
    const paths = ['hourly.x', 'flushed', 'quarter.x', 'minute.x'];
    const { series } = await store.series.read({
      ids: await Promise.all(paths.map((path) => idOf(store, path))),
      fromS: H0 - 1,
      untilS: H0 + 7_199,
      nowS: clock.nowS,
      tier: { by: 'age' },
      sketches: 'none',
    });
    expect(series.map((s) => s.stepS)).toEqual([3_600, 10, 15, 60]);
    // Of an hour the last value stands.
    expect(series.map((s) => present([...s.columns]))).toEqual([
      [2_700, 6_300],
      [1],
      new Array(8).fill(1),
      new Array(8).fill(2),
    ]);
  };
  await look();
  for (const afterS of [700, 8_000, (2 * DAY_S) / 3]) {
    clock.nowS = H0 + 7_200 + afterS;
    await store.settle();
    await look();
  }
  await store.close();
  store = await openIn(dir, clock, { names });
  await look();
  expect(store.status().faults).toEqual([]);
});

it.each([
  [15, 15],
  [59, 30],
  [60, 60],
  [300, 300],
  [4_000, 3_600],
])('gives a series whose first points lie %i s apart a step of %i s', async (gapS, stepS) => {
  const dir = await folder();
  const clock = { nowS: H0 };
  const store = await openIn(dir, clock);
  const writer = store.series.openWriter();
  const make = batches();
  await writer.points(make.points([['x', H0, 1]]));
  const look = async (opened: EmbeddedStore, step: number, values: number[]): Promise<void> => {
    const read = await readOne(opened, 'x', H0 - 1, H0 + gapS, { nowS: clock.nowS });
    expect([read.stepS, present(read.columns['value'])]).toEqual([step, values]);
  };
  await look(store, 10, [1]);
  await store.close();
  let again = await openIn(dir, clock);
  await look(again, 10, [1]);
  clock.nowS = H0 + gapS;
  await again.settle();
  await look(again, 10, [1]);
  await again.series.openWriter().points(batches().points([['x', H0 + gapS, 2]]));
  await look(again, stepS, [1, 2]);
  clock.nowS = H0 + 30_000;
  await again.settle();
  await look(again, stepS, [1, 2]);
  await again.close();
  again = await openIn(dir, clock);
  await look(again, stepS, [1, 2]);
  expect(again.status().faults).toEqual([]);
});

it('answers what lies before the retention of a tier from coarser ones, when asked to join', async () => {
  const clock = { nowS: H0 };
  const tiers = [tier(10, 1 / 12), tier(60, 1), tier(3_600, 30)];
  const store = await openIn(await folder(), clock, { tiers });
  const writer = store.series.openWriter();
  const make = batches();
  for (let hour = 0; hour < 40; hour++) {
    clock.nowS = H0 + hour * 3_600;
    await writer.flush(make.flush({ slotS: clock.nowS, counters: { c: 1 } }));
    await store.settle();
  }
  const { series } = await store.series.read({
    ids: [await idOf(store, 'c')],
    fromS: H0 - 1,
    untilS: clock.nowS,
    nowS: clock.nowS,
    tier: { by: 'age' },
    sketches: 'none',
    join: true,
  });
  const steps: number[] = [];
  let sum = 0;
  let lastS = Number.POSITIVE_INFINITY;
  for (let part = series[0]; part !== undefined; part = part.earlier) {
    steps.push(part.stepS);
    sum += present([...part.columns]).reduce((a, b) => a + b, 0);
    expect(part.startS + part.slots * part.stepS).toBeLessThanOrEqual(lastS);
    lastS = part.startS;
  }
  expect(steps).toEqual([10, 60, 3_600]);
  expect(sum).toBe(40);
});

/** A flush each interval for half an hour; answers the time after it. */
async function flushes(store: EmbeddedStore, clock: Clock, stepS: number): Promise<void> {
  const writer = store.series.openWriter();
  const make = batches();
  for (const endS = clock.nowS + 1_800; clock.nowS < endS; clock.nowS += stepS)
    await writer.flush(make.flush({ slotS: clock.nowS, stepS, counters: { c: 1 } }));
}

it('takes another flush interval, and the first again, with all that was written', async () => {
  const dir = await folder();
  const clock = { nowS: H0 };
  const intervals = [10, 5, 10];
  const sums: number[] = [];
  let written = 0;
  for (const stepS of intervals) {
    const options: Partial<EmbeddedOptions> = { flushIntervalMs: stepS * 1000 };
    const store = await openIn(dir, clock, options);
    await flushes(store, clock, stepS);
    written += 1_800 / stepS;
    const look = async (): Promise<number[]> => {
      const found: number[] = [];
      for (const step of [60, 600, 3_600]) {
        const read = await readOne(store, 'c', H0 - 1, clock.nowS, {
          tier: { by: 'step', stepS: step },
          nowS: clock.nowS,
        });
        expect(read.stepS).toBe(step);
        found.push(present(read.columns['value']).reduce((a, b) => a + b, 0));
      }
      return found;
    };
    expect(await look()).toEqual([written, written, written]);
    const recent = await readOne(store, 'c', clock.nowS - 601, clock.nowS - 1, { nowS: clock.nowS });
    expect([recent.stepS, present(recent.columns['value']).length]).toEqual([stepS, 600 / stepS]);
    clock.nowS += 600;
    await store.settle();
    expect(await look()).toEqual([written, written, written]);
    sums.push(written);
    await store.close();
  }
  clock.nowS += DAY_S / 3;
  const store = await openIn(dir, clock);
  await store.settle();
  expect(store.status().faults).toEqual([]);
  for (const step of [60, 600, 3_600]) {
    const read = await readOne(store, 'c', H0 - 1, clock.nowS, { tier: { by: 'step', stepS: step }, nowS: clock.nowS });
    expect(present(read.columns['value']).reduce((a, b) => a + b, 0)).toBe(written);
  }
});

it('keeps what is there under a new retention, longer or shorter', async () => {
  const dir = await folder();
  const clock = { nowS: H0 };
  for (const days of [1, 2, 1 / 2]) {
    const tiers = [tier(10, days), tier(60, 14), tier(600, 90)];
    const store = await openIn(dir, clock, { tiers });
    await flushes(store, clock, 10);
    clock.nowS += 600;
    await store.settle();
    const read = await readOne(store, 'c', H0 - 1, clock.nowS, { nowS: clock.nowS });
    expect(read.stepS).toBe(10);
    expect(present(read.columns['value']).length).toBe((180 * (clock.nowS - H0)) / 2_400);
    expect(store.status().faults).toEqual([]);
    await store.close();
  }
  clock.nowS = H0 + DAY_S / 2 + 14_000;
  const store = await openIn(dir, clock, { tiers: [tier(10, 1 / 2), tier(60, 14), tier(600, 90)] });
  await store.settle();
  const read = await readOne(store, 'c', H0 - 1, H0 + 6_000, { tier: { by: 'step', stepS: 10 }, nowS: H0 });
  expect(present(read.columns['value'])).toEqual([]);
});
