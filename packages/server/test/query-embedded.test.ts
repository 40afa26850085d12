/** The pages over the real store: what was flushed is what they tell, open window and sealed data alike. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FlushBatch, type SeriesDeclaration, Sketch, summarise } from '@carpy/core';
import { type EmbeddedStore, openEmbedded } from '@carpy/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../src/query/execute.ts';
import type { QueryContext } from '../src/query/query-context.ts';

const START_S = 1_700_000_400;
/** 25 minutes of flushes: two windows are sealed, one is open. */
const FLUSHES = 150;
const NOW_S = START_S + FLUSHES * 10;
const SERVERS = ['web-1', 'web-2'];

let dir: string;
let store: EmbeddedStore;
let nowMs = START_S * 1000;
let context: QueryContext;
const okMs: number[] = [];
let errors = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'carpy-query-'));
  store = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => nowMs });
  const writer = store.series.openWriter();
  const names = SERVERS.flatMap((s) =>
    ['ok', 'error', 'children.db.ok', 'children._own.ok'].map((n) => `carpy.shop.${s}.GET-x.${n}`),
  );
  const apdexNames = SERVERS.map((s) => `carpy.shop.${s}.GET-x.apdex`);
  const declared: SeriesDeclaration[] = [
    ...names.map((name, id) => ({ id, name, kind: 'timer' as const })),
    ...apdexNames.map((name, i) => ({ id: names.length + i, name, kind: 'apdex' as const })),
  ];
  for (let n = 1; n <= FLUSHES; n++) {
    nowMs = (START_S + n * 10) * 1000;
    const timings = SERVERS.flatMap((_, s) => {
      const ms = Array.from({ length: 5 }, (_, i) => 10 + ((n * 37 + i * 101 + s * 13) % 200));
      okMs.push(...ms);
      errors++;
      return [ms, [5], ms.map((v) => v / 2), [...ms.map((v) => v / 2), 5]];
    });
    await writer.flush(flush(START_S + n * 10, n === 1 ? declared : [], timings, names.length));
  }
  await store.settle();
  const { series, state } = store;
  context = {
    reader: {
      find: async (pattern) => series.find(pattern),
      resolve: async (pattern, limit) => series.resolve(pattern, limit),
      resolveRecords: async (pattern, limit) => series.resolveRecords(pattern, limit),
      findByTags: async (expressions, limit) => series.findByTags(expressions, limit),
      completeTags: async (request) => series.completeTags(request),
      tagValues: async (request) => series.tagValues(request),
      paths: async (request) => series.paths(request),
      aggregationOf: async (path) => series.aggregationOf(path),
      read: (request) => series.read(request),
      status: async () => store.status(),
    },
    state: {
      get: async (key) => state.get(key),
      put: (key, value) => state.put(key, value),
      remove: (key) => state.remove(key),
      list: async (prefix, options) => state.list(prefix, options),
    },
  };
});

afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

function flush(
  slotS: number,
  declared: readonly SeriesDeclaration[],
  timings: readonly number[][],
  apdexFrom: number,
): FlushBatch {
  const columns = new Float64Array(timings.length * 6);
  const sketches: Uint8Array[] = [];
  const sketchEnds = new Uint32Array(timings.length);
  let end = 0;
  for (const [i, values] of timings.entries()) {
    summarise(Float64Array.from(values).sort(), columns, i * 6);
    const sketch = new Sketch();
    for (const v of values) sketch.add(v);
    const bytes = sketch.encode();
    sketches.push(bytes);
    end += bytes.length;
    sketchEnds[i] = end;
  }
  return {
    slotS,
    stepS: 10,
    coveredMs: 10_000,
    declared,
    timers: { ids: Uint32Array.from(timings.keys()), columns, sketches: Buffer.concat(sketches), sketchEnds },
    apdex: {
      ids: Uint32Array.from(SERVERS.keys(), (i) => apdexFrom + i),
      counts: Float64Array.from(SERVERS.flatMap(() => [5, 0, 1])),
    },
    values: { ids: new Uint32Array(), values: new Float64Array() },
  };
}

const view = () => ({
  app: 'shop',
  range: { fromMs: START_S * 1000, toMs: NOW_S * 1000, live: true },
  servers: [],
  maxPoints: 500,
  nowMs: NOW_S * 1000,
});
const sum = (values: readonly (number | null)[]): number => values.reduce<number>((a, v) => a + (v ?? 0), 0);

describe('over sealed and open data', () => {
  it('the overview tells what was flushed', async () => {
    const { grid, totals, ok, error, stack, firstPointMs, lastPointMs, servers } = await execute(
      'overview',
      view(),
      context,
    );
    expect(grid).toMatchObject({ stepS: 10, fineStepS: 10, percentileStepS: 60, startS: START_S + 10 });
    expect(grid.stepReason).toBeUndefined();
    expect(totals.count).toBe(okMs.length + errors);
    expect(totals.errorCount).toBe(errors);
    const sorted = okMs.toSorted((a, b) => a - b);
    expect(totals.meanMs).toBeCloseTo(sum(okMs) / okMs.length, 1);
    for (const [got, p] of [
      [totals.p95Ms, 0.95],
      [totals.p99Ms, 0.99],
    ] as const) {
      expect(Math.abs((got as number) / (sorted[Math.round(p * sorted.length) - 1] as number) - 1)).toBeLessThan(
        0.0109,
      );
    }
    expect(totals.recordedS).toBe(FLUSHES * 10);
    expect(sum(ok.count)).toBe(okMs.length);
    expect(sum(error.count)).toBe(errors);
    expect(ok.count).toEqual(Array.from({ length: FLUSHES }, () => 5 * SERVERS.length));
    // Ten timings a slot, those of flush n first to last.
    const ofSlot = (i: number): number[] => okMs.slice(i * 10, (i + 1) * 10);
    const openS = NOW_S - (NOW_S % 60);
    for (let i = 0; i < grid.slots; i++) {
      const slotS = grid.startS + i * 10;
      const minuteS = slotS - (slotS % 60);
      expect([ok.mean[i], ok.lower[i], ok.upper[i]]).toEqual([
        expect.closeTo(sum(ofSlot(i)) / 10, 2),
        Math.min(...ofSlot(i)),
        Math.max(...ofSlot(i)),
      ]);
      if (minuteS === openS) {
        expect([ok.median[i], ok.upper_95[i]]).toEqual([null, null]);
        continue;
      }
      const first = (minuteS - grid.startS) / 10;
      const ofMinute = Array.from({ length: 6 }, (_, n) => (first + n < 0 ? [] : ofSlot(first + n))).flat();
      const p95 = ofMinute.sort((a, b) => a - b)[Math.round(0.95 * ofMinute.length) - 1] as number;
      expect(Math.abs((ok.upper_95[i] as number) / p95 - 1)).toBeLessThan(0.0109);
    }
    expect(totals.lowerMs).toBe(sorted[0]);
    expect(totals.upperMs).toBe(sorted.at(-1));
    expect(stack.map((layer) => layer.function)).toEqual(['db', '_own']);
    expect([firstPointMs, lastPointMs]).toEqual([START_S * 1000, NOW_S * 1000]);
    expect(servers.map((s) => s.totals.count)).toEqual(SERVERS.map(() => (okMs.length + errors) / 2));
  });

  it('the transaction’s functions add up to it', async () => {
    const answer = await execute('transaction', { ...view(), transaction: 'GET-x' }, context);
    const whole = (sum(okMs) + errors * 5) / (okMs.length + errors);
    expect(answer.functions.map((f) => f.function)).toEqual(['db', '_own']);
    expect(sum(answer.functions.map((f) => f.inclusivePerRequestMs))).toBeCloseTo(whole, 1);
    expect(answer.parallel).toBe(false);
    expect(answer.totals.apdex).toMatchObject({ satisfied: okMs.length, frustrated: errors, thresholdMs: 500 });
  });

  it('the last minutes come at the finest step', async () => {
    const range = { fromMs: (NOW_S - 120) * 1000, toMs: NOW_S * 1000, live: true };
    const { grid, ok, totals } = await execute('overview', { ...view(), range }, context);
    expect(grid).toMatchObject({ stepS: 10, slots: 12 });
    expect(ok.count).toEqual(Array.from({ length: 12 }, () => 10));
    expect(totals.count).toBe(12 * 12);
  });

  it('render and pages agree', async () => {
    const range = { fromS: NOW_S - 120, untilS: NOW_S, nowS: NOW_S, timezone: 'UTC' };
    const targets = ['sumSeries(carpy.shop.*.GET-x.ok.count)'];
    const json = await execute('render', { ...range, targets, format: 'json', noNullPoints: true }, context);
    const [series] = JSON.parse(new TextDecoder().decode(json as Uint8Array)) as { datapoints: [number, number][] }[];
    expect(series?.datapoints.map(([v]) => v)).toEqual(Array.from({ length: 12 }, () => 10));
  });
});
