/** A window of which a coarse tier got nothing, as its points were too few for their rule. */
import { expect, it } from 'vitest';
import { batches } from './batches.ts';
import { folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

it('shows late counts at every step at once where only a few plain points were before', async () => {
  const clock = { nowS: T0 + 30 };
  const store = await openIn(await folder(), clock);
  await store.settle();
  const writer = store.series.openWriter();
  const make = batches();
  const points = make.points([
    ['p', T0 + 10, 1],
    ['p', T0 + 20, 1],
  ]);
  await writer.points(points);
  clock.nowS = T0 + 675;
  await store.settle();
  await writer.flush(make.flush({ slotS: T0 + 300, coveredMs: 0, counters: { 'carpy.a.s.c': 3 } }));
  clock.nowS = T0 + 740;
  await store.settle();
  for (const stepS of [10, 60, 600]) {
    const { columns } = await readOne(store, 'carpy.a.s.c', T0 - 600, T0 + 600, { tier: { by: 'step', stepS } });
    expect((columns['value'] ?? []).filter((v) => !Number.isNaN(v))).toEqual([3]);
  }
});
