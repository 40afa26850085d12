/** What every engine must do with series: values by kind, names, batches. */
import { describe, expect, it } from 'vitest';
import { batches } from './batches.ts';
import type { Opener } from './conformance.ts';
import { T0 } from './folder.ts';
import { readOne } from './series.ts';

const OK = 'carpy.shop.web-1.checkout.ok';
const gap = Number.NaN;

export function seriesConformance(name: string, open: Opener): void {
  describe(`${name}: series`, () => {
    it('answers what a flush brought, by kind', async () => {
      const clock = { nowS: T0 + 15 };
      const { store } = await open(clock);
      const result = await store.series.openWriter().flush(
        batches().flush({
          slotS: T0 + 10,
          timers: { [OK]: [10, 20, 30] },
          apdex: { 'carpy.shop.web-1.checkout.apdex': [2, 1, 0] },
          counters: { 'carpy.shop.web-1.custom.sold': 7 },
          gauges: { 'carpy.shop.web-1.custom.depth': 4.5 },
          sets: { 'carpy.shop.web-1.custom.users': 3 },
          plain: { 'servers.db.load': 0.25 },
        }),
      );
      expect(result).toEqual({ stored: 6, rejected: 0, rejectedNames: [] });
      const timer = await readOne(store, OK, T0, T0 + 20);
      expect(timer).toMatchObject({ startS: T0 + 10, stepS: 10, slots: 2 });
      expect(timer.columns).toEqual({
        count: [3, gap],
        sum: [60, gap],
        lower: [10, gap],
        upper: [30, gap],
        median: [20, gap],
        upper_95: [30, gap],
      });
      expect(timer.sketches[0]?.count).toBe(3);
      expect(timer.sketches[1]).toBeUndefined();
      expect(timer.coveredMs).toEqual([10_000, 0]);
      const apdex = await readOne(store, 'carpy.shop.web-1.checkout.apdex', T0, T0 + 10);
      expect(apdex.columns).toEqual({ satisfied: [2], tolerating: [1], frustrated: [0] });
      for (const [path, value] of [
        ['carpy.shop.web-1.custom.sold', 7],
        ['carpy.shop.web-1.custom.depth', 4.5],
        ['carpy.shop.web-1.custom.users', 3],
        ['servers.db.load', 0.25],
      ] as const) {
        expect((await readOne(store, path, T0, T0 + 10)).columns['value'], path).toEqual([value]);
      }
    });

    it('merges two values of one slot by the stored kind', async () => {
      const { store } = await open({ nowS: T0 + 15 });
      const writer = store.series.openWriter();
      const make = batches();
      const flush = (content: object): Promise<unknown> =>
        writer.flush(make.flush({ slotS: T0 + 10, coveredMs: 4_000, ...content }));
      const apdex = 'carpy.a.s.t.apdex';
      await flush({
        timers: { [OK]: [1, 2] },
        apdex: { [apdex]: [1, 0, 0] },
        counters: { c: 2 },
        gauges: { g: 5 },
        sets: { s: 9 },
        plain: { p: 1 },
      });
      await flush({
        timers: { [OK]: [100] },
        apdex: { [apdex]: [1, 2, 3] },
        counters: { c: 3 },
        gauges: { g: 4 },
        sets: { s: 8 },
        plain: { p: 0 },
      });
      const timer = await readOne(store, OK, T0, T0 + 10);
      expect(timer.columns).toMatchObject({ count: [3], sum: [103], lower: [1], upper: [100] });
      expect(timer.columns['median']?.[0]).toBeCloseTo(2, 1);
      expect(timer.sketches[0]?.count).toBe(3);
      expect(timer.coveredMs).toEqual([8_000]);
      expect((await readOne(store, apdex, T0, T0 + 10)).columns).toEqual({
        satisfied: [2],
        tolerating: [2],
        frustrated: [3],
      });
      for (const [path, value] of Object.entries({ c: 5, g: 4, s: 9, p: 0 })) {
        expect((await readOne(store, path, T0, T0 + 10)).columns['value'], path).toEqual([value]);
      }
    });

    it('puts points into the slot that their stamp falls in; the later of two stays', async () => {
      const { store } = await open({ nowS: T0 + 30 });
      const writer = store.series.openWriter();
      const make = batches();
      await writer.points(
        make.points([
          ['x.b', T0 + 19, 2],
          ['x.a', T0 + 10, 1],
          ['x.b', T0 + 10, 3],
          ['x.a', T0 + 20.5, 4],
        ]),
      );
      expect((await readOne(store, 'x.a', T0, T0 + 20)).columns['value']).toEqual([1, 4]);
      expect((await readOne(store, 'x.b', T0, T0 + 20)).columns['value']).toEqual([3, gap]);
      await writer.points(make.points([['x.a', T0 + 12, 9]]));
      expect((await readOne(store, 'x.a', T0, T0 + 20)).columns['value']).toEqual([9, 4]);
    });

    it('drops and counts points too old, too far ahead, without a number', async () => {
      const { store } = await open({ nowS: T0 });
      const result = await store.series.openWriter().points(
        batches().points([
          ['x.old', T0 - 731 * 86_400, 1],
          ['x.ahead', T0 + 2 * 86_400, 1],
          ['x.gap', T0, gap],
          ['x.infinite', T0, Number.POSITIVE_INFINITY],
          ['x.infinite', T0, Number.NEGATIVE_INFINITY],
          ['x.never', gap, 1],
          ['x.good', T0, 1],
        ]),
      );
      expect(result).toMatchObject({ stored: 1, rejected: 6 });
    });

    it('keeps the first kind of a name, and keeps paths away from records', async () => {
      const { store } = await open({ nowS: T0 + 15 });
      const writer = store.series.openWriter();
      const make = batches();
      await writer.flush(
        make.flush({ slotS: T0 + 10, timers: { [OK]: [1] }, counters: { 'carpy.shop.web-1.custom.n': 1 } }),
      );
      const result = await writer.flush(
        make.flush({
          slotS: T0 + 10,
          gauges: { 'carpy.shop.web-1.custom.n': 5 },
          plain: { [OK]: 1, [`${OK}.mean`]: 2, 'x.fine': 3 },
        }),
      );
      expect(result.stored).toBe(1);
      expect(result.rejected).toBe(3);
      expect([...result.rejectedNames].sort()).toEqual([
        'carpy.shop.web-1.checkout.ok',
        'carpy.shop.web-1.checkout.ok.mean',
        'carpy.shop.web-1.custom.n',
      ]);
      expect((await readOne(store, 'carpy.shop.web-1.custom.n', T0, T0 + 10)).columns['value']).toEqual([1]);
      expect((await writer.points(make.points([[`${OK}.mean`, T0, 1]]))).rejected).toBe(1);
    });

    it('refuses flushes of another step and contradictory batches', async () => {
      const { store } = await open({ nowS: T0 + 15 });
      const writer = store.series.openWriter();
      await expect(writer.flush(batches().flush({ slotS: T0 + 20, stepS: 20 }))).rejects.toMatchObject({
        code: 'CARPY_BAD_REQUEST',
      });
      await expect(writer.flush(batches().flush({ slotS: T0 + 5 }))).rejects.toMatchObject({
        code: 'CARPY_BAD_REQUEST',
      });
      const good = batches().points([['x', T0, 1]]);
      await expect(writer.points({ ...good, values: new Float64Array(2) })).rejects.toMatchObject({
        code: 'CARPY_BAD_REQUEST',
      });
    });

    it('shows records as branches with their leaves', async () => {
      const { store } = await open({ nowS: T0 + 15 });
      await store.series.openWriter().flush(
        batches().flush({
          slotS: T0 + 10,
          timers: { [OK]: [1] },
          apdex: { 'carpy.shop.web-1.checkout.apdex': [1, 0, 0] },
          plain: { 'z;dc=eu': 1 },
        }),
      );
      expect(await store.series.find('*')).toEqual([{ path: 'carpy', name: 'carpy', leaf: false, branch: true }]);
      await expect((async () => store.series.find('carpy.shop.web-1.*', { limit: 0 }))()).rejects.toMatchObject({
        code: 'CARPY_TOO_MUCH',
      });
      expect((await store.series.find('carpy.shop.web-1.checkout.*')).map((n) => [n.name, n.leaf, n.branch])).toEqual([
        ['apdex', true, true],
        ['ok', false, true],
      ]);
      expect((await store.series.find(`${OK}.m*`)).map((n) => n.path)).toEqual([`${OK}.mean`, `${OK}.median`]);
      expect(
        (await store.series.resolve('carpy.shop.*.checkout.{ok.mean,apdex}', 10)).map((m) => [m.path, m.leaf]),
      ).toEqual([]);
      expect(
        (await store.series.resolve('carpy.shop.*.checkout.ok.{mean,count}', 10)).map((m) => [m.path, m.kind, m.leaf]),
      ).toEqual([
        [`${OK}.count`, 'timer', 'count'],
        [`${OK}.mean`, 'timer', 'mean'],
      ]);
      expect((await store.series.resolve('carpy.shop.*.checkout.*', 10)).map((m) => [m.path, m.leaf])).toEqual([
        ['carpy.shop.web-1.checkout.apdex', 'score'],
      ]);
      expect((await store.series.resolveRecords('carpy.shop.*.*.*', 10)).map((m) => m.path)).toEqual([
        'carpy.shop.web-1.checkout.apdex',
        OK,
      ]);
      expect((await store.series.resolve('z;dc=eu', 10)).map((m) => m.path)).toEqual(['z;dc=eu']);
      expect(() => store.series.resolve(`${OK}.*`, 5)).toThrowError(
        expect.objectContaining({ code: 'CARPY_TOO_MUCH' }),
      );
    });
  });
}
