/** What every engine must do, whatever it is made of. Engines' tests call this with an opener of an empty store under the clock given. */
import { describe, expect, it } from 'vitest';
import type { Store } from '../src/index.ts';
import { batches } from './batches.ts';
import { type Clock, T0 } from './folder.ts';
import { idOf, readOne } from './series.ts';

export interface Opened {
  readonly store: Store;
  /** Closes the store and opens it again over the same data. */
  reopen(): Promise<Store>;
  /** Resolves when everything that the clock makes due is done. */
  settle(store: Store): Promise<void>;
}

const OK = 'carpy.shop.web-1.checkout.ok';
const gap = Number.NaN;

export function conformance(name: string, open: (clock: Clock) => Promise<Opened>): void {
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
          ['x.a', T0 + 25.5, 4],
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
          ['x.old', T0 - 30 * 86_400, 1],
          ['x.ahead', T0 + 2 * 86_400, 1],
          ['x.gap', T0, gap],
          ['x.never', gap, 1],
          ['x.good', T0, 1],
        ]),
      );
      expect(result).toMatchObject({ stored: 1, rejected: 4 });
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
      expect(store.series.find('*')).toEqual([{ path: 'carpy', name: 'carpy', leaf: false, branch: true }]);
      expect(store.series.find('carpy.shop.web-1.checkout.*').map((n) => [n.name, n.leaf, n.branch])).toEqual([
        ['apdex', true, true],
        ['ok', false, true],
      ]);
      expect(store.series.find(`${OK}.m*`).map((n) => n.path)).toEqual([`${OK}.mean`, `${OK}.median`]);
      expect(store.series.resolve('carpy.shop.*.checkout.{ok.mean,apdex}', 10).map((m) => [m.path, m.leaf])).toEqual(
        [],
      );
      expect(
        store.series.resolve('carpy.shop.*.checkout.ok.{mean,count}', 10).map((m) => [m.path, m.kind, m.leaf]),
      ).toEqual([
        [`${OK}.count`, 'timer', 'count'],
        [`${OK}.mean`, 'timer', 'mean'],
      ]);
      expect(store.series.resolve('carpy.shop.*.checkout.*', 10).map((m) => [m.path, m.leaf])).toEqual([
        ['carpy.shop.web-1.checkout.apdex', 'score'],
      ]);
      expect(store.series.resolveRecords('carpy.shop.*.*.*', 10).map((m) => m.path)).toEqual([
        'carpy.shop.web-1.checkout.apdex',
        OK,
      ]);
      expect(store.series.resolve('z;dc=eu', 10).map((m) => m.path)).toEqual(['z;dc=eu']);
      expect(() => store.series.resolve(`${OK}.*`, 5)).toThrowError(
        expect.objectContaining({ code: 'CARPY_TOO_MUCH' }),
      );
    });

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
      expect(await step(T0 - 3_600, T0, { tier: { by: 'points', maxPoints: 360 } })).toBe(10);
      expect(await step(T0 - 3_600, T0, { tier: { by: 'points', maxPoints: 100 } })).toBe(60);
      expect(await step(T0 - 3_600, T0, { tier: { by: 'step', stepS: 11 } })).toBe(60);
      expect(await step(T0 - 3_600, T0, { tier: { by: 'step', stepS: 3_600 } })).toBe(60);
      expect(await step(T0 - 3_600, T0, { sketches: 'required' })).toBe(10);
      clock.nowS = T0 + 700;
      await settle(store);
      expect(await step(T0 - 3_600, T0, { sketches: 'required' })).toBe(60);
      expect(await step(T0 + 590, T0 + 700, { sketches: 'required' })).toBe(10);
    });

    it('refuses ranges and ids beyond reason', async () => {
      const { store } = await open({ nowS: T0 });
      await store.series.openWriter().points(batches().points([['x', T0, 1]]));
      const id = idOf(store, 'x');
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

  describe(`${name}: state`, () => {
    it('keeps values of every plain kind, and forgets removed ones', async () => {
      const { store, reopen } = await open({ nowS: T0 });
      const value = {
        n: 1,
        when: new Date(5),
        list: [1, 'two', null],
        bytes: new Uint8Array([1, 2]),
        map: new Map([['k', 1]]),
      };
      await store.state.put('a', value);
      await store.state.put('b', 1);
      await store.state.put('b', 2);
      await store.state.put('c', 3);
      await store.state.remove('c');
      const again = await reopen();
      expect(again.state.get('a')).toEqual(value);
      expect(again.state.get('b')).toBe(2);
      expect(again.state.get('c')).toBeUndefined();
    });

    it('lists by prefix in key order, forwards and backwards, page by page', async () => {
      const { store } = await open({ nowS: T0 });
      await Promise.all(['n/2', 'n/1', 'n/3', 'm/1', 'n', 'o/1', 'n/é'].map((key) => store.state.put(key, key)));
      const keys = (options?: object): string[] => store.state.list('n/', options).map((e) => e.key);
      expect(keys()).toEqual(['n/1', 'n/2', 'n/3', 'n/é']);
      expect(keys({ limit: 2 })).toEqual(['n/1', 'n/2']);
      expect(keys({ after: 'n/2', limit: 1 })).toEqual(['n/3']);
      expect(keys({ reverse: true, limit: 2 })).toEqual(['n/é', 'n/3']);
      expect(keys({ reverse: true, after: 'n/3' })).toEqual(['n/2', 'n/1']);
      expect(store.state.list('').length).toBe(7);
      expect(store.state.list('x')).toEqual([]);
    });

    it('refuses values that are no data and keys beyond the bound', async () => {
      const { store } = await open({ nowS: T0 });
      await expect(store.state.put('f', () => 1)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
      await expect(store.state.put('', 1)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
      await expect(store.state.put('k'.repeat(2_000), 1)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
    });
  });
}
