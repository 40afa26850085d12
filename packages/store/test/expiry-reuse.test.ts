/** Numbers of series that go while a log still names them, and names that never had a point. */
import { cp, rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { USUAL_RULES } from '../src/schema/usual-rules.ts';
import { batches } from './batches.ts';
import { folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

it('gives no number to another series while a log that is not sealed names the former one', async () => {
  const dir = await folder();
  const clock = { nowS: T0 + 30 };
  const names = { ...USUAL_RULES, tiersFor: () => [{ stepS: 10, retentionS: 86_400 }] };
  const store = await openIn(dir, clock, { names });
  await store.settle();
  const writer = store.series.openWriter();
  const make = batches();
  await writer.points(make.points([['carpy.x.y.refused', 0, 1]]));
  await writer.flush(make.flush({ slotS: T0 + 20, counters: { 'carpy.a.s.c': 5 } }));
  clock.nowS += 70;
  await store.settle();
  await writer.flush(make.flush({ slotS: T0 + 90, counters: { 'carpy.a.s.new': 9 } }));
  // As a crash leaves it.
  const copy = await folder();
  await cp(dir, copy, { recursive: true });
  await rm(`${copy}/carpy.lock`);
  const again = await openIn(copy, clock, { names });
  const read = await readOne(again, 'carpy.a.s.new', T0, T0 + 600);
  expect(read.columns['value']?.[(T0 + 90 - read.startS) / 10]).toBe(9);
});

it('forgets a name from carbon of which every point was refused', async () => {
  const clock = { nowS: T0 + 30 };
  const store = await openIn(await folder(), clock);
  await store.series.openWriter().points(batches().points([['typo.ms', 1_700_000_400_000, 1]]));
  clock.nowS += 120;
  await store.settle();
  expect(store.series.find('*')).toEqual([]);
});

it('gives the numbers of removed series to others after a restart too, once nothing has their points', async () => {
  const dir = await folder();
  const clock = { nowS: T0 };
  const store = await openIn(dir, clock);
  const make = batches();
  await store.series.openWriter().flush(make.flush({ slotS: T0, counters: { a: 1, 'old.b': 2, 'old.c': 3, d: 4 } }));
  clock.nowS += 700;
  await store.settle();
  const freed = store.series.resolve('old.*', 9).map(({ id }) => id);
  await store.series.remove('old');
  for (let n = 0; n < 3; n++) {
    clock.nowS += 9_000;
    await store.series.openWriter().flush(batches().flush({ slotS: clock.nowS, counters: { a: 1 } }));
    await store.settle();
  }
  await store.close();
  const again = await openIn(dir, clock);
  await again.series.openWriter().flush(batches().flush({ slotS: clock.nowS, counters: { new1: 7, new2: 8 } }));
  expect(
    again.series
      .resolve('new*', 9)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(freed.sort());
  const { columns } = await readOne(again, 'new1', T0 - 10, clock.nowS, { tier: { by: 'step', stepS: 3_600 } });
  expect((columns['value'] ?? []).filter((v) => !Number.isNaN(v))).toEqual([7]);
});
