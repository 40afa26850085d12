/** How batches become points: order of rows, many small ones, stamps far away, numbers beyond reason. */
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../src/index.ts';
import { batches } from './batches.ts';
import { folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

describe('batches', () => {
  it('takes ids in any order of the store’s numbers, with their own sketches', async () => {
    const store = await openIn(await folder(), { nowS: T0 });
    await store.series
      .openWriter()
      .flush(batches().flush({ slotS: T0, timers: { 'carpy.a.s.z.ok': [1], 'carpy.a.s.y.ok': [2, 2] } }));
    await store.series.openWriter().flush(
      batches().flush({
        slotS: T0 + 10,
        timers: { 'carpy.a.s.x.ok': [7], 'carpy.a.s.y.ok': [3, 3, 3], 'carpy.a.s.z.ok': [4, 4, 4, 4] },
      }),
    );
    for (const [name, counts] of [
      ['z', [1, 4]],
      ['y', [2, 3]],
      ['x', [Number.NaN, 1]],
    ] as const) {
      const read = await readOne(store, `carpy.a.s.${name}.ok`, T0 - 10, T0 + 10);
      expect(read.columns['count']).toEqual(counts);
      expect(read.sketches.map((s) => s?.count ?? Number.NaN)).toEqual(counts);
    }
  });

  it('merges many small batches of one slot as it would few', async () => {
    const clock = { nowS: T0 };
    const store = await openIn(await folder(), clock);
    const writer = store.series.openWriter();
    const make = batches();
    for (let i = 1; i <= 40; i++)
      await writer.flush(
        make.flush({
          slotS: T0,
          coveredMs: 100,
          timers: { 'carpy.a.s.t.ok': [i] },
          counters: { c: i },
          gauges: { g: i },
          sets: { s: i % 7 },
        }),
      );
    const timer = await readOne(store, 'carpy.a.s.t.ok', T0 - 10, T0);
    expect(timer.columns).toMatchObject({ count: [40], sum: [820], lower: [1], upper: [40] });
    expect(timer.sketches[0]?.count).toBe(40);
    expect(timer.coveredMs).toEqual([4_000]);
    for (const [path, value] of Object.entries({ c: 820, g: 40, s: 6 }))
      expect((await readOne(store, path, T0 - 10, T0)).columns['value']).toEqual([value]);
  });

  it('takes points ahead of the window and far behind it, once each', async () => {
    const dir = await folder();
    const clock = { nowS: T0 };
    const store = await openIn(dir, clock);
    const stamps = [T0 - 86_000, T0 - 5_000, T0 - 600, T0, T0 + 600, T0 + 5_000, T0 + 80_000];
    // Two points say the step.
    await store.series.openWriter().points(
      batches().points([
        ['x', T0 + 100, 0],
        ['x', T0 + 110, 0],
      ]),
    );
    await store.series.openWriter().points(batches().points(stamps.map((atS, i) => ['x', atS, i])));
    const look = async (): Promise<unknown[]> =>
      Promise.all(stamps.map(async (atS) => (await readOne(store, 'x', atS - 10, atS)).columns['value']?.[0]));
    expect(await look()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    clock.nowS += 100;
    await store.settle();
    expect(await look()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect((await readdir(`${dir}/blk/10-86400`)).length).toBe(5);
  });

  it('refuses series numbers beyond reason', async () => {
    const store = await openEmbedded({ dir: await folder(), flushIntervalMs: 10_000, clock: () => T0 * 1000 });
    const writer = store.series.openWriter();
    await expect(
      writer.points({
        declared: [{ id: 2 ** 31, kind: 'plain', name: 'x' }],
        ids: new Uint32Array(0),
        atS: new Float64Array(0),
        values: new Float64Array(0),
      }),
    ).rejects.toMatchObject({
      code: 'CARPY_BAD_REQUEST',
    });
    await store.close();
  });
});
