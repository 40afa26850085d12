/** Points that come long after their time: which tiers take them, and how few files they make. */
import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { batches } from './batches.ts';
import { folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

const DAY_S = 86_400;

const filesIn = async (dir: string, tier: string): Promise<number> => (await readdir(`${dir}/blk/${tier}`)).length;

it.each([
  [3, 60],
  [30, 600],
  [100, 3_600],
  [700, 3_600],
])('takes counters of %i days ago into the tiers that keep them', async (days, finestS) => {
  const dir = await folder();
  const clock = { nowS: T0 };
  const store = await openIn(dir, clock);
  const writer = store.series.openWriter();
  const make = batches();
  const thenS = T0 - days * DAY_S - ((T0 - days * DAY_S) % 3_600);
  const look = async (): Promise<unknown[]> => {
    const sums: unknown[] = [];
    for (const stepS of [60, 600, 3_600].filter((s) => s >= finestS)) {
      const read = await readOne(store, 'c', thenS - 1, thenS + 7_199, {
        tier: { by: 'step', stepS },
        nowS: clock.nowS,
      });
      expect(read.stepS).toBe(stepS);
      sums.push((read.columns['value'] ?? []).reduce((sum, v) => sum + (Number.isNaN(v) ? 0 : v), 0));
    }
    return sums;
  };
  const all = (n: number): number[] => [60, 600, 3_600].filter((s) => s >= finestS).map(() => n);
  await writer.flush(make.flush({ slotS: thenS + 10, counters: { c: 1 } }));
  await writer.flush(make.flush({ slotS: thenS + 700, counters: { c: 2 } }));
  expect(await look()).toEqual(all(3));
  clock.nowS += 70;
  await store.settle();
  expect(await look()).toEqual(all(3));
  await writer.flush(make.flush({ slotS: thenS + 10, counters: { c: 4 } }));
  await writer.flush(make.flush({ slotS: thenS + 3_610, counters: { c: 8 } }));
  clock.nowS += 70;
  await store.settle();
  expect(await look()).toEqual(all(15));
  expect(store.status().faults).toEqual([]);
});

it('makes few files of a year of points that come at once', { timeout: 30_000 }, async () => {
  const dir = await folder();
  const clock = { nowS: T0 };
  const store = await openIn(dir, clock);
  const writer = store.series.openWriter();
  const make = batches();
  const first = T0 - 365 * DAY_S - ((T0 - 365 * DAY_S) % 3_600);
  let sent = 0;
  for (let atS = first; atS < T0 - DAY_S; atS += 3 * 3_600, sent++)
    await writer.flush(make.flush({ slotS: atS, coveredMs: 0, counters: { c: 1 } }));
  clock.nowS += 70;
  await store.settle();
  clock.nowS += 70;
  await store.settle();
  // Hours lie by thirty days, but for the thirty that are not over; ten minutes and minutes by days, of which their tiers keep 90 and 14.
  expect(await filesIn(dir, '3600-63072000')).toBeLessThan(13 + 31);
  expect(await filesIn(dir, '600-7776000')).toBeLessThan(92);
  expect(await filesIn(dir, '60-1209600')).toBeLessThan(16);
  expect(await filesIn(dir, '10-86400')).toBe(0);
  const read = await readOne(store, 'c', first - 1, T0, { tier: { by: 'step', stepS: 3_600 }, nowS: clock.nowS });
  expect((read.columns['value'] ?? []).filter((v) => v === 1).length).toBe(sent);
  expect(store.status().faults).toEqual([]);
});
