/** What every engine must do with time: windows that end, tiers, ranges, late points, restarts. */
import { describe, expect, it } from 'vitest';
import type { Store } from '../src/index.ts';
import { batches } from './batches.ts';
import type { Opener } from './conformance.ts';
import { T0 } from './folder.ts';
import { idOf, readOne } from './series.ts';

const OK = 'carpy.shop.web-1.checkout.ok';
const gap = Number.NaN;

export function timeConformance(name: string, open: Opener): void {
  describe(`${name}: time`, () => {
    it('answers the same before and after the window is sealed, and after a restart', async () => {
      const clock = { nowS: T0 };
      const opened = await open(clock);
      const writer = opened.store.series.openWriter();
      const make = batches();
      const fn = `carpy.shop.web-1.checkout.children.db.ok`;
      for (let slotS = T0; slotS < T0 + 600; slotS += 10) {
        clock.nowS = slotS;
        if ((slotS / 10) % 7 === 0) continue;
        const n = (slotS - T0) / 10;
        await writer.flush(
          make.flush({
            slotS,
            timers: { [OK]: [n + 1, n + 2.5], [fn]: [n] },
            counters: { c: n },
            gauges: { g: -n },
            plain: { 'p.count': 1, 'p.v': n / 3 },
          }),
        );
      }
      const look = async (store: Store): Promise<unknown> => {
        const answers = [];
        for (const path of [OK, fn, 'c', 'g', 'p.count', 'p.v']) {
          for (const stepS of [10, 60]) {
            const { columns, coveredMs, startS } = await readOne(store, path, T0 - 10, T0 + 590, {
              tier: { by: 'step', stepS },
            });
            answers.push([path, stepS, startS, columns, coveredMs]);
          }
        }
        return answers;
      };
      const before = await look(opened.store);
      const minutes = await readOne(opened.store, OK, T0 - 10, T0 + 590, { tier: { by: 'step', stepS: 60 } });
      clock.nowS = T0 + 700;
      await opened.settle(opened.store);
      expect(opened.store.status().faults).toEqual([]);
      expect(await look(opened.store)).toEqual(before);
      const sealed = await readOne(opened.store, OK, T0 - 10, T0 + 590, { tier: { by: 'step', stepS: 60 } });
      expect(sealed.sketches.map((s) => s?.count)).toEqual(minutes.sketches.map((s) => s?.count));
      expect(sealed.sketches[0]?.count).toBeGreaterThan(0);
      const reopened = await opened.reopen();
      expect(await look(reopened)).toEqual(before);
    });

    it('picks the tier by age, points, step, and by what has sketches', async () => {
      const clock = { nowS: T0 };
      const { store, settle } = await open(clock);
      await store.series.openWriter().flush(batches().flush({ slotS: T0, timers: { [OK]: [1] } }));
      const step = async (fromS: number, untilS: number, options: object): Promise<number> =>
        (await readOne(store, OK, fromS, untilS, { nowS: T0, ...options })).stepS;
      expect(await step(T0 - 86_400, T0, {})).toBe(10);
      expect(await step(T0 - 86_500, T0, {})).toBe(60);
      expect(await step(T0 - 15 * 86_400, T0, {})).toBe(600);
      expect(await step(T0 - 91 * 86_400, T0, {})).toBe(3_600);
      expect(await step(T0 - 999 * 86_400, T0, {})).toBe(3_600);
      expect(await step(T0 - 3_600, T0, { tier: { by: 'points', maxPoints: 360 } })).toBe(10);
      expect(await step(T0 - 3_600, T0, { tier: { by: 'points', maxPoints: 100 } })).toBe(60);
      expect(await step(T0 - 3_600, T0, { tier: { by: 'step', stepS: 11 } })).toBe(60);
      expect(await step(T0 - 3_600, T0, { tier: { by: 'step', stepS: 61 } })).toBe(600);
      expect(await step(T0 - 3_600, T0, { tier: { by: 'step', stepS: 3_600 } })).toBe(3_600);
      expect(await step(T0 - 3_600, T0, { tier: { by: 'step', stepS: 86_400 } })).toBe(3_600);
      expect(await step(T0 - 3_600, T0, { sketches: 'required' })).toBe(10);
      clock.nowS = T0 + 700;
      await settle(store);
      expect(await step(T0 - 3_600, T0, { sketches: 'required' })).toBe(60);
      expect(await step(T0 + 599, T0 + 700, { sketches: 'required' })).toBe(10);
    });

    it('refuses ranges and ids beyond reason', async () => {
      const { store } = await open({ nowS: T0 });
      await store.series.openWriter().points(batches().points([['x', T0, 1]]));
      const id = await idOf(store, 'x');
      const ask = {
        ids: [id],
        fromS: 0,
        untilS: T0,
        nowS: T0,
        tier: { by: 'step', stepS: 10 },
        sketches: 'none',
      } as const;
      await expect(store.series.read(ask)).rejects.toMatchObject({ code: 'CARPY_TOO_MUCH' });
      await expect(store.series.read({ ...ask, fromS: T0 - 60, ids: [id + 1] })).rejects.toMatchObject({
        code: 'CARPY_BAD_REQUEST',
      });
      await expect(store.series.read({ ...ask, fromS: gap })).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
      // So far away that one slot added to a stamp gives the same stamp: a loop over slots would not end.
      await expect(store.series.read({ ...ask, fromS: -8.64e20, untilS: -8.64e20 + 262_144 })).rejects.toMatchObject({
        code: 'CARPY_BAD_REQUEST',
      });
      expect((await store.series.read({ ...ask, fromS: T0, untilS: T0 - 100 })).series[0]?.slots).toBe(0);
    });

    it('merges late points into sealed windows, in every tier', async () => {
      const clock = { nowS: T0 };
      const { store, settle } = await open(clock);
      const writer = store.series.openWriter();
      const make = batches();
      for (let slotS = T0; slotS < T0 + 120; slotS += 10) {
        await writer.flush(
          make.flush({
            slotS,
            timers: { [OK]: [10, 20] },
            counters: { c: 2 },
            gauges: { g: slotS - T0 },
            plain: { p: 6 },
          }),
        );
      }
      clock.nowS = T0 + 700;
      await settle(store);
      await writer.flush(
        make.flush({
          slotS: T0 + 20,
          coveredMs: 0,
          timers: { [OK]: [5, 40] },
          counters: { c: 3, late: 1 },
          gauges: { g: 999 },
          plain: { p: 0 },
        }),
      );
      const look = async (): Promise<void> => {
        const at = (path: string, stepS: number): ReturnType<typeof readOne> =>
          readOne(store, path, T0 - 10, T0 + 60, { tier: { by: 'step', stepS } });
        expect((await at(OK, 10)).columns).toMatchObject({
          count: [2, 2, 4, 2, 2, 2, 2],
          lower: [10, 10, 5, 10, 10, 10, 10],
          upper: [20, 20, 40, 20, 20, 20, 20],
        });
        expect((await at(OK, 60)).columns).toMatchObject({
          count: [14, 12],
          sum: [225, 180],
          lower: [5, 10],
          upper: [40, 20],
        });
        expect((await at(OK, 60)).sketches.map((s) => s?.count)).toEqual([14, 12]);
        expect((await at('c', 10)).columns['value']).toEqual([2, 2, 5, 2, 2, 2, 2]);
        expect((await at('c', 60)).columns['value']).toEqual([15, 12]);
        expect((await at('late', 60)).columns['value']).toEqual([1, gap]);
        expect((await at('g', 10)).columns['value']).toEqual([0, 10, 999, 30, 40, 50, 60]);
        expect((await at('g', 60)).columns['value']).toEqual([50, 110]);
        expect((await at('p', 60)).columns['value']).toEqual([5, 6]);
        expect((await at('p', 60)).coveredMs).toEqual([60_000, 60_000]);
      };
      await look();
      clock.nowS += 120;
      await settle(store);
      expect(store.status().faults).toEqual([]);
      await look();
    });

    it('keeps the order of calls, and takes a second writer', async () => {
      const clock = { nowS: T0 };
      const { store } = await open(clock);
      const make = batches();
      const writer = store.series.openWriter();
      await Promise.all([1, 2, 3].map((v) => writer.flush(make.flush({ slotS: T0, gauges: { g: v } }))));
      await store.series.openWriter().flush(batches().flush({ slotS: T0, counters: { other: 1 }, gauges: { g: 8 } }));
      expect((await readOne(store, 'g', T0 - 10, T0)).columns['value']).toEqual([8]);
      expect((await readOne(store, 'other', T0 - 10, T0)).columns['value']).toEqual([1]);
    });

    it('tells what it holds', async () => {
      const clock = { nowS: T0 + 100 };
      const { store } = await open(clock);
      expect(store.status()).toMatchObject({ seriesCount: 0, firstSlotS: undefined, lastSlotS: undefined, faults: [] });
      await store.series.openWriter().points(
        batches().points([
          ['x', T0, 1],
          ['y', T0 + 90, 1],
        ]),
      );
      expect(store.status()).toMatchObject({ seriesCount: 2, firstSlotS: T0, lastSlotS: T0 + 90 });
      expect(store.status().diskBytes).toBeGreaterThan(0);
    });

    it('takes no call once closed', async () => {
      const { store } = await open({ nowS: T0 });
      const writer = store.series.openWriter();
      await store.close();
      await expect(writer.points(batches().points([['x', T0, 1]]))).rejects.toMatchObject({
        code: 'CARPY_STORE_CLOSED',
      });
      expect(() => store.series.find('*')).toThrowError(expect.objectContaining({ code: 'CARPY_STORE_CLOSED' }));
      expect(() => store.state.get('x')).toThrowError(expect.objectContaining({ code: 'CARPY_STORE_CLOSED' }));
    });
  });
}
