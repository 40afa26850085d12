/** Each tier keeps its points as long as it says, and no coarser one loses what a finer one had; what the disk bound takes is told. */
import { expect, it } from 'vitest';
import type { EmbeddedStore, Tier } from '../src/index.ts';
import { batches } from './batches.ts';
import { blockSpans, folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

const HOUR_S = 3_600;
const DAY_S = 86_400;
/** On the day. */
const D0 = T0 - (T0 % DAY_S);

async function sumOf(store: EmbeddedStore, stepS: number, fromS: number, untilS: number): Promise<number> {
  const read = await readOne(store, 'c', fromS - 1, untilS - 1, { tier: { by: 'step', stepS }, nowS: fromS });
  expect(read.stepS).toBe(stepS);
  return (read.columns['value'] ?? []).reduce((sum, v) => sum + (Number.isNaN(v) ? 0 : v), 0);
}

it('keeps each tier for its retention, and lets go of its files then', { timeout: 30_000 }, async () => {
  const dir = await folder();
  const clock = { nowS: D0 };
  const store = await openIn(dir, clock);
  const writer = store.series.openWriter();
  const make = batches();
  let written = 0;
  // A day of flushes, then one now and then.
  for (let day = 0; day < 100; day += day < 20 ? 1 : 5) {
    for (
      let slotS = D0 + day * DAY_S;
      slotS < D0 + day * DAY_S + (day === 0 ? DAY_S : 1_800);
      slotS += 1_800, written++
    ) {
      clock.nowS = slotS;
      await writer.flush(make.flush({ slotS, counters: { c: 1 } }));
    }
    clock.nowS = D0 + (day + 1) * DAY_S - 1_000;
    await store.settle();
    const first = async (stepS: number): Promise<number> => sumOf(store, stepS, D0, D0 + DAY_S);
    // What a tier keeps is whole; a day and a block later nothing is left of it.
    if (day < 1) expect(await first(10)).toBe(48);
    if (day >= 2) expect(await first(10)).toBe(0);
    if (day < 13) expect(await first(60)).toBe(48);
    if (day >= 16) expect(await first(60)).toBe(0);
    if (day < 89) expect(await first(600)).toBe(48);
    if (day >= 95) expect(await first(600)).toBe(0);
    expect(await first(HOUR_S)).toBe(48);
  }
  expect((await blockSpans(dir, '10-86400')).every((span) => Number(span.split('-')[0]) > clock.nowS - 2 * DAY_S)).toBe(
    true,
  );
  expect(
    (await blockSpans(dir, '60-1209600')).every((span) => Number(span.split('-')[0]) > clock.nowS - 16 * DAY_S),
  ).toBe(true);
  expect(await sumOf(store, HOUR_S, D0, clock.nowS)).toBe(written);
  expect(store.status().faults).toEqual([]);
});

it.each<[string, readonly Tier[], number]>([
  [
    'is shorter than a derived span',
    [
      { stepS: 10, retentionS: HOUR_S },
      { stepS: HOUR_S, retentionS: 30 * DAY_S },
    ],
    10 * HOUR_S,
  ],
  [
    'passes before the hour is derived, for nobody ran',
    [
      { stepS: 10, retentionS: DAY_S },
      { stepS: 600, retentionS: 2 * DAY_S },
      { stepS: HOUR_S, retentionS: 30 * DAY_S },
      { stepS: DAY_S, retentionS: 300 * DAY_S },
    ],
    20 * DAY_S,
  ],
])('derives hours from a tier whose retention %s', async (_, tiers, laterS) => {
  const dir = await folder();
  const clock = { nowS: D0 };
  let store = await openIn(dir, clock, { tiers });
  const writer = store.series.openWriter();
  const make = batches();
  for (let slotS = D0; slotS < D0 + 2 * HOUR_S; slotS += 600) {
    clock.nowS = slotS;
    await writer.flush(make.flush({ slotS, counters: { c: 1 } }));
    await store.settle();
  }
  clock.nowS += 2 * HOUR_S - 600;
  await store.settle();
  await store.close();
  clock.nowS = D0 + laterS;
  store = await openIn(dir, clock, { tiers });
  await store.settle();
  for (const { stepS } of tiers.slice(1).filter((t) => t.retentionS > laterS))
    expect(await sumOf(store, stepS, D0, D0 + DAY_S)).toBe(12);
  expect(await blockSpans(dir, `10-${tiers[0]?.retentionS}`)).toEqual([]);
});

it('gives up the finest tier’s oldest points for the disk bound, and says so', { timeout: 30_000 }, async () => {
  const dir = await folder();
  const clock = { nowS: D0 };
  const tiers = [
    { stepS: 10, retentionS: 30 * DAY_S },
    { stepS: 600, retentionS: 90 * DAY_S },
  ];
  const maxDiskBytes = 340_000;
  const store = await openIn(dir, clock, { tiers, maxDiskBytes });
  const writer = store.series.openWriter();
  const make = batches();
  const noise = (n: number): number => Math.sin(n) * 1e6;
  for (let slotS = D0; slotS < D0 + 4 * DAY_S; slotS += 1_200) {
    clock.nowS = slotS;
    const gauges = Object.fromEntries(Array.from({ length: 60 }, (_, g) => [`g${g}`, noise(slotS + g)]));
    await writer.flush(make.flush({ slotS, counters: { c: 1 }, gauges }));
    if (slotS % (4 * HOUR_S) === 0) await store.settle();
  }
  const { disk, faults, diskBytes } = store.status();
  expect(disk?.maxBytes).toBe(maxDiskBytes);
  expect(disk?.cut.map((c) => c.stepS)).toContain(10);
  expect(faults.join()).toContain('--max-disk');
  expect(diskBytes).toBeLessThan(maxDiskBytes * 1.5);
  expect(await sumOf(store, 10, D0, D0 + HOUR_S)).toBe(0);
  // The coarser tier has all of it, the newest day is whole.
  expect(await sumOf(store, 600, D0, D0 + 4 * DAY_S)).toBe(4 * 72);
  expect(await sumOf(store, 10, D0 + 3 * DAY_S, D0 + 4 * DAY_S)).toBe(72);
  await store.close();
  const again = await openIn(dir, clock, { tiers, maxDiskBytes });
  expect(again.status().disk?.cut).toEqual(disk?.cut);
  // By now even a whole tier would have none of what was given up.
  clock.nowS += 40 * DAY_S;
  expect(again.status().disk?.cut.filter((c) => c.stepS === 10)).toEqual([]);
});
