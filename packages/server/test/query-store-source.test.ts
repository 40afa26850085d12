import { CarpyError } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { storeSource } from '../src/query/store-source.ts';
import { AnnotationWriter } from '../src/state/annotations.ts';
import { eventOf } from '../src/state/graphite-event.ts';
import { memoryState } from './fakes/memory-state.ts';
import { FakeStore } from './query-fake-store.ts';

const NOW_S = 1_700_000_400 + 140;
const FROM_S = NOW_S - 60;

function source() {
  const store = new FakeStore(NOW_S);
  for (const [slotS, ms] of [
    [NOW_S - 20, 10],
    [NOW_S - 20, 30],
    [NOW_S, 7],
  ] as const)
    store.timing('carpy.shop.web-1.GET-x.ok', slotS, ms);
  for (const zone of [0, 0, 1, 2] as const) store.apdex('carpy.shop.web-1.GET-x.apdex', NOW_S, zone);
  store.timing('carpy.shop.web-2.GET-x.ok', NOW_S, 9);
  return { store, source: storeSource(store, memoryState()) };
}

const context = { nowS: NOW_S, maxDataPoints: undefined };
const request = (pattern: string) => ({ pattern, fromS: FROM_S, untilS: NOW_S });
const gap = Number.NaN;

describe('fetch', () => {
  it.each([
    { leaf: 'count', values: [gap, gap, gap, 2, gap, 1], consolidation: 'sum' },
    { leaf: 'mean', values: [gap, gap, gap, 20, gap, 7], consolidation: 'average' },
    { leaf: 'upper', values: [gap, gap, gap, 30, gap, 7], consolidation: 'max' },
    { leaf: 'lower', values: [gap, gap, gap, 10, gap, 7], consolidation: 'min' },
    { leaf: 'upper_95', values: [gap, gap, gap, 30, gap, 7], consolidation: 'average' },
  ])('a leaf of a timer: $leaf', async ({ leaf, values, consolidation }) => {
    const path = `carpy.shop.web-1.GET-x.ok.${leaf}`;
    const [series] = (await source().source.fetch([request(path)], context))[0] ?? [];
    expect(series).toMatchObject({ path, tags: { name: path }, startS: NOW_S - 50, stepS: 10, consolidation, leaf });
    expect([...(series?.values ?? [])]).toEqual(values);
    expect(series?.record).toMatchObject({ path: 'carpy.shop.web-1.GET-x.ok', kind: 'timer', slots: 6 });
  });

  it('the score of Apdex is computed', async () => {
    const [series] = (await source().source.fetch([request('carpy.shop.*.GET-x.apdex.score')], context))[0] ?? [];
    expect(series?.values.at(-1)).toBe((2 + 1 / 2) / 4);
    expect(series?.values[0]).toBeNaN();
    expect(series?.record).toMatchObject({ path: 'carpy.shop.web-1.GET-x.apdex', kind: 'apdex' });
  });

  it('several patterns of one range are one read, and answers keep their order', async () => {
    const { store, source: from } = source();
    const answer = await from.fetch(
      [request('carpy.shop.web-2.GET-x.ok.count'), request('carpy.shop.*.GET-x.ok.count'), request('carpy.no.*')],
      context,
    );
    expect(answer.map((all) => all.map((s) => s.path.split('.')[2]))).toEqual([['web-2'], ['web-1', 'web-2'], []]);
    expect(store.reads).toHaveLength(1);
    expect(store.reads[0]).toMatchObject({ tier: { by: 'age' }, onlyKept: true, nowS: NOW_S, sketches: 'none' });
    expect(store.reads[0]?.ids).toHaveLength(2);
  });

  it('ranges of their own are read apart', async () => {
    const { store, source: from } = source();
    const early = { pattern: 'carpy.shop.*.GET-x.ok.count', fromS: FROM_S - 60, untilS: NOW_S - 60 };
    const [now, before] = await from.fetch([request('carpy.shop.web-1.GET-x.ok.count'), early], context);
    expect(store.reads).toHaveLength(2);
    expect(now?.[0]?.startS).toBe(NOW_S - 50);
    expect(before?.[0]?.startS).toBe(NOW_S - 110);
  });

  it('asks for sketches when a percentile may be consolidated', async () => {
    const { store, source: from } = source();
    await from.fetch([request('carpy.shop.*.GET-x.ok.upper_95')], { nowS: NOW_S, maxDataPoints: 3 });
    await from.fetch([request('carpy.shop.*.GET-x.ok.upper')], { nowS: NOW_S, maxDataPoints: 3 });
    expect(store.reads.map((r) => r.sketches)).toEqual(['where-kept', 'none']);
  });

  it('refuses more series than the limit', async () => {
    const { store } = source();
    const many = Array.from({ length: 5_001 }, (_, id) => ({
      id,
      path: `a.${id}`,
      kind: 'plain' as const,
      leaf: undefined,
    }));
    const from = storeSource(
      {
        find: (p) => store.find(p),
        resolve: async () => many,
        resolveRecords: async () => many,
        findByTags: async () => many,
        completeTags: async () => [],
        ...noMore,
        read: (r) => store.read(r),
        status: () => store.status(),
      },
      memoryState(),
    );
    await expect(from.fetch([request('a.*'), request('a.*')], context)).rejects.toMatchObject({
      code: 'CARPY_TOO_MUCH',
    });
  });
});

describe('tags', () => {
  it('are asked of the store instead of the pattern', async () => {
    const { store } = source();
    const asked: unknown[] = [];
    const [match] = await store.resolve('carpy.shop.web-1.GET-x.ok.mean', 1);
    const findByTags = async (...args: unknown[]) => {
      asked.push(args);
      return match === undefined ? [] : [match];
    };
    const from = storeSource(Object.assign(store, { findByTags }), memoryState());
    const tags = ['name=~carpy.*mean', 'dc='];
    const [[series] = []] = await from.fetch([{ ...request("seriesByTag('name=~carpy.*mean')"), tags }], context);
    expect(asked).toEqual([[tags, 10_000]]);
    expect(series).toMatchObject({ path: 'carpy.shop.web-1.GET-x.ok.mean', leaf: 'mean' });
  });

  it('name the call that they stand in where the store refuses them', async () => {
    const { store } = source();
    const findByTags = async () => {
      throw new CarpyError('CARPY_BAD_REQUEST', "cannot read the tag expression 'dc'");
    };
    const from = storeSource(Object.assign(store, { findByTags }), memoryState());
    const asked = { ...request('seriesByTag("dc")'), tags: ['dc'], position: 10 };
    await expect(from.fetch([asked], context)).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
      status: 400,
      position: 10,
      message: expect.stringMatching(/seriesByTag\(\).*'dc'.*at position 10/),
    });
  });
});

describe('fetchEvents', () => {
  it('brings the moments of annotations in the range, by tags, both ends in', async () => {
    const state = memoryState();
    const writer = new AnnotationWriter(state);
    const event = (atS: number, ...tags: string[]) =>
      writer.put(eventOf({ whenMs: atS * 1000, what: 'x', data: '', tags }));
    await event(FROM_S, 'deploy', 'shop');
    await event(FROM_S + 5, 'shop');
    await event(NOW_S, 'deploy');
    await event(NOW_S + 1, 'deploy');
    const range = { fromS: FROM_S, untilS: NOW_S };
    const found = await storeSource(new FakeStore(NOW_S), state).fetchEvents?.([
      { ...range, tags: [] },
      { ...range, tags: ['deploy'] },
      { ...range, tags: ['shop', 'deploy'] },
      { ...range, fromS: FROM_S + 1, tags: ['none'] },
    ]);
    expect(found?.map((events) => events.map(({ atS }) => atS))).toEqual([
      [FROM_S, FROM_S + 5, NOW_S],
      [FROM_S, NOW_S],
      [FROM_S],
      [],
    ]);
  });
});

describe('consolidation of series that are no records', () => {
  it.each([
    { path: 'carpy.shop.web-1.custom.orders', kind: 'counter', consolidation: 'sum' },
    { path: 'carpy.shop.web-1.custom.carts', kind: 'gauge', consolidation: 'last' },
    { path: 'carpy.shop.web-1.custom.users', kind: 'set', consolidation: 'max' },
    { path: 'stats.timers.x.upper_90', kind: 'plain', consolidation: 'average' },
    { path: 'stats.timers.x.lower', kind: 'plain', consolidation: 'average' },
    { path: 'stats.timers.x.count', kind: 'plain', consolidation: 'average' },
    { path: 'stats_counts.x', kind: 'plain', consolidation: 'average' },
    { path: 'disk.upper;host=a', kind: 'plain', consolidation: 'average' },
  ] as const)('$kind $path: $consolidation', async ({ path, kind, consolidation }) => {
    const match = { id: 1, path, kind, leaf: undefined };
    const data = { id: 1, kind, startS: 10, stepS: 10, slots: 2, columns: Float64Array.of(1, 2), sketches: undefined };
    const from = storeSource(
      {
        find: async () => [],
        resolve: async () => [match],
        resolveRecords: async () => [],
        findByTags: async () => [],
        completeTags: async () => [],
        ...noMore,
        read: async () => ({ series: [data], coverage: [] }),
        status: () => new FakeStore(NOW_S).status(),
      },
      memoryState(),
    );
    const [series] = (await from.fetch([request(path)], context))[0] ?? [];
    expect(series).toMatchObject({ path, consolidation, record: undefined, leaf: undefined });
    expect([...(series?.values ?? [])]).toEqual([1, 2]);
    if (path.includes(';')) expect(series?.tags).toEqual({ name: 'disk.upper', host: 'a' });
  });
});

const noMore = {
  tagValues: async () => [],
  paths: async () => ({ paths: [], next: undefined }),
  aggregationOf: async () => undefined,
};

describe('fetchRecords', () => {
  it('brings columns, and sketches when they are required', async () => {
    const { store, source: from } = source();
    const [records] = await from.fetchRecords([{ ...request('carpy.shop.*.GET-x.ok'), sketches: true }], context);
    expect(records?.map((r) => r.path)).toEqual(['carpy.shop.web-1.GET-x.ok', 'carpy.shop.web-2.GET-x.ok']);
    expect(records?.[0]?.sketchAt(3)?.count).toBe(2);
    expect(records?.[0]?.sketchAt(0)).toBeUndefined();
    expect(records?.[0]?.sketchAt(5)?.upper(95)).toBeCloseTo(7, 0);
    expect(store.reads[0]?.sketches).toBe('required');
  });
});
