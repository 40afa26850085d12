import { describe, expect, it } from 'vitest';
import { apps } from '../src/query/views/apps.ts';
import { heatmap } from '../src/query/views/heatmap.ts';
import { overview } from '../src/query/views/overview.ts';
import { transaction } from '../src/query/views/transaction.ts';
import { transactions } from '../src/query/views/transactions.ts';
import { addName } from '../src/state/names.ts';
import { putApp, putServer } from '../src/state/servers.ts';
import { FakeState, FakeStore } from './query-fake-store.ts';

// 25 s into the hour's last window, so that the range holds closed data (1 min) and the newest minute is still filling.
const NOW_S = 1_700_000_400 + 145;
const LAST_S = NOW_S - (NOW_S % 10);
const range = { fromMs: (NOW_S - 1800) * 1000, toMs: NOW_S * 1000, live: true };
const view = { range, servers: [], maxPoints: 1000, nowMs: NOW_S * 1000 };

/** A small generator with a seed, so that a failure can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Raw {
  server: string;
  transaction: string;
  outcome: 'ok' | 'error';
  slotS: number;
  ms: number;
}

/** Half an hour of three transactions on two servers, with a function inside and own time. */
function shop() {
  const store = new FakeStore(NOW_S);
  const next = random(7);
  const raw: Raw[] = [];
  for (let slotS = LAST_S - 1750; slotS <= LAST_S; slotS += 10) {
    for (const server of ['web-1', 'web-2']) {
      for (const [transaction, scale] of [
        ['GET-cart', 20],
        ['POST-order', 300],
        ['unmatched', 5000],
      ] as const) {
        const n = Math.floor(next() * 4);
        for (let i = 0; i < n; i++) {
          const ms = Math.round(scale * Math.exp(next() * 2 - 1) * 1000) / 1000;
          const outcome = next() < 0.1 ? 'error' : 'ok';
          const base = `carpy.shop.${server}.${transaction}`;
          raw.push({ server, transaction, outcome, slotS, ms });
          store.timing(`${base}.${outcome}`, slotS, ms);
          store.apdex(`${base}.apdex`, slotS, outcome === 'error' || ms > 2000 ? 2 : ms <= 500 ? 0 : 1);
          if (transaction !== 'POST-order') continue;
          store.timing(`${base}.children.mysql_query.ok`, slotS, ms / 2);
          store.timing(`${base}.children.mysql_query.children.net_write.ok`, slotS, ms / 8);
          store.timing(`${base}.children.render.${outcome}`, slotS, ms / 4);
          store.timing(`${base}.children._own.ok`, slotS, ms / 4);
        }
      }
    }
  }
  return { store, state: new FakeState(), raw };
}

const { store, state, raw } = shop();
const context = { reader: store, state };
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const upper = (p: number, values: number[]): number =>
  values.sort((a, b) => a - b)[Math.max(1, Math.round((p / 100) * values.length)) - 1] as number;
/** The sketch's promise, 1.08 %, relative. */
const expectNear = (got: number | null, want: number): void =>
  expect(Math.abs((got as number) - want) / want).toBeLessThan(0.0109);

describe('overview', () => {
  it('totals are those of the raw timings', async () => {
    const { totals } = await overview(context, { ...view, app: 'shop' });
    const ok = raw.filter((r) => r.outcome === 'ok').map((r) => r.ms);
    expect(totals.count).toBe(raw.length);
    expect(totals.errorCount).toBe(raw.length - ok.length);
    expect(totals.meanMs).toBeCloseTo(sum(ok) / ok.length, 2);
    expect(totals.totalMs).toBeCloseTo(sum(raw.map((r) => r.ms)), 2);
    expect(totals.lowerMs).toBe(Math.min(...ok));
    expect(totals.upperMs).toBe(Math.max(...ok));
    expectNear(totals.p95Ms, upper(95, ok));
    expectNear(totals.p99Ms, upper(99, ok));
    const frustrated = raw.filter((r) => r.outcome === 'error' || r.ms > 2000).length;
    const satisfied = raw.filter((r) => r.outcome === 'ok' && r.ms <= 500).length;
    expect(totals.apdex).toMatchObject({ satisfied, frustrated, thresholdMs: 500 });
    expect(totals.apdex.score).toBeCloseTo((satisfied + (raw.length - satisfied - frustrated) / 2) / raw.length, 3);
  });

  it('draws closed data at the finest step, and percentiles at their sketches’', async () => {
    const { grid } = await overview(context, { ...view, app: 'shop' });
    expect(grid).toMatchObject({ stepS: 10, fineStepS: 10, percentileStepS: 60, slots: 180 });
    expect(grid.stepReason).toBeUndefined();
    expect(grid.coveredMs[5]).toBe(10_000);
  });

  it.each([
    { maxPoints: 1000, stepS: 10 },
    { maxPoints: 100, stepS: 30 },
  ])('$stepS s slots hold their counts, and repeat the percentiles of their minute', async ({ maxPoints, stepS }) => {
    const { grid, ok, error, apdex } = await overview(context, { ...view, maxPoints, app: 'shop' });
    expect(grid).toMatchObject({ stepS, percentileStepS: 60 });
    const openS = LAST_S - (LAST_S % 60);
    for (let i = 0; i < grid.slots; i++) {
      const slotS = grid.startS + i * stepS;
      const minuteS = slotS - (slotS % 60);
      const inSlot = raw.filter((r) => r.slotS >= slotS && r.slotS < slotS + stepS);
      const okMs = inSlot.filter((r) => r.outcome === 'ok').map((r) => r.ms);
      expect(ok.count[i] ?? 0).toBe(okMs.length);
      expect(error.count[i] ?? 0).toBe(inSlot.length - okMs.length);
      expect((apdex.satisfied[i] ?? 0) + (apdex.tolerating[i] ?? 0) + (apdex.frustrated[i] ?? 0)).toBe(inSlot.length);
      expect(ok.lower[i]).toBe(okMs.length === 0 ? null : Math.min(...okMs));
      expect(ok.upper[i]).toBe(okMs.length === 0 ? null : Math.max(...okMs));
      const ofMinute = raw.filter((r) => r.outcome === 'ok' && r.slotS >= minuteS && r.slotS < minuteS + 60);
      if (ofMinute.length === 0 || minuteS === openS) expect([ok.median[i], ok.upper_95[i]]).toEqual([null, null]);
      else
        expectNear(
          ok.upper_95[i] as number,
          upper(
            95,
            ofMinute.map((r) => r.ms),
          ),
        );
    }
  });

  it('in slots of a minute all stands at one step, and each holds the fine slots from its stamp on', async () => {
    const { grid, ok, error, apdex } = await overview(context, { ...view, maxPoints: 31, app: 'shop' });
    expect(grid).toMatchObject({ stepS: 60, fineStepS: 10, openSlot: grid.slots - 1 });
    expect(grid.percentileStepS).toBeUndefined();
    expect(grid.startS % 60).toBe(0);
    expect(grid.coveredMs[5]).toBe(60_000);
    expect(grid.coveredMs.at(-1)).toBe(30_000);
    for (let i = 0; i < grid.slots; i++) {
      const slotS = grid.startS + i * grid.stepS;
      const inSlot = raw.filter((r) => r.slotS >= slotS && r.slotS < slotS + grid.stepS);
      const okMs = inSlot.filter((r) => r.outcome === 'ok').map((r) => r.ms);
      expect(ok.count[i] ?? 0).toBe(okMs.length);
      expect(error.count[i] ?? 0).toBe(inSlot.length - okMs.length);
      expect((apdex.satisfied[i] ?? 0) + (apdex.tolerating[i] ?? 0) + (apdex.frustrated[i] ?? 0)).toBe(inSlot.length);
      if (okMs.length === 0) expect(ok.upper_95[i]).toBeNull();
      else expectNear(ok.upper_95[i] as number, upper(95, okMs));
    }
  });

  it('servers add up to the whole', async () => {
    const { servers, totals } = await overview(context, { ...view, app: 'shop' });
    expect(servers.map((s) => s.server)).toEqual(['web-1', 'web-2']);
    expect(sum(servers.map((s) => s.totals.count))).toBe(totals.count);
    expect(servers.every((s) => s.reporting)).toBe(true);
    const web1 = raw.filter((r) => r.server === 'web-1' && r.outcome === 'ok').map((r) => r.ms);
    expectNear(servers[0]?.totals.p95Ms ?? null, upper(95, web1));
  });

  it('a choice of servers narrows the totals, not the list', async () => {
    const answer = await overview(context, { ...view, app: 'shop', servers: ['web-2'] });
    expect(answer.totals.count).toBe(raw.filter((r) => r.server === 'web-2').length);
    expect(answer.servers.map((s) => s.server)).toEqual(['web-1', 'web-2']);
  });

  it('the stack holds the whole time: children, and own time of transactions that call nothing', async () => {
    const { stack, grid } = await overview(context, { ...view, app: 'shop' });
    expect(stack.map((layer) => layer.function)).toEqual(['mysql_query', 'render', '_own']);
    for (let i = 0; i < grid.slots; i++) {
      const slotS = grid.startS + i * grid.stepS;
      const inSlot = raw.filter((r) => r.slotS >= slotS && r.slotS < slotS + grid.stepS);
      if (inSlot.length === 0) continue;
      const mean = sum(inSlot.map((r) => r.ms)) / inSlot.length;
      expect(sum(stack.map((layer) => layer.values[i] ?? 0))).toBeCloseTo(mean, 1);
    }
  });

  it('an app that nobody knows is not found, nor is a glob an app', async () => {
    for (const app of ['nosuch', '*', 'sh?p', 'a.b', '']) {
      await expect(overview(context, { ...view, app })).rejects.toMatchObject({ code: 'CARPY_NOT_FOUND' });
    }
  });
});

describe('transactions', () => {
  it('ranks by total time, and requests without a route come last', async () => {
    const { rows, grid } = await transactions(context, { ...view, app: 'shop' });
    expect(rows.map((row) => row.transaction)).toEqual(['POST-order', 'GET-cart', 'unmatched']);
    const whole = sum(raw.map((r) => r.ms));
    for (const row of rows) {
      const own = raw.filter((r) => r.transaction === row.transaction);
      expect(row.totals.count).toBe(own.length);
      // Every 10 s of the minutes that are whole: six times the same.
      const minutes = row.p95.slice(
        row.p95.findIndex((_, i) => (grid.startS + 10 * i) % 60 === 0),
        -3,
      );
      minutes.forEach((v, i) => {
        expect(v).toBe(minutes[i - (i % 6)]);
      });
      expect(row.p95.slice(-3)).toEqual([null, null, null]);
      expect(row.share).toBeCloseTo(sum(own.map((r) => r.ms)) / whole, 6);
      expect(sum(row.errors.map((v) => v ?? 0))).toBe(row.totals.errorCount);
      expectNear(
        row.totals.p95Ms,
        upper(
          95,
          own.filter((r) => r.outcome === 'ok').map((r) => r.ms),
        ),
      );
    }
  });

  it('shows names as written, and the transaction’s own T', async () => {
    const named = shop();
    const names = new FakeState();
    await addName(names, 'shop', { segment: 'POST-order', display: 'POST /order', apdexTMs: 250 }, true);
    const { rows } = await transactions({ reader: named.store, state: names }, { ...view, app: 'shop' });
    expect(rows[0]).toMatchObject({
      transaction: 'POST-order',
      display: 'POST /order',
      totals: { apdex: { thresholdMs: 250 } },
    });
    expect(rows[1]?.totals.apdex.thresholdMs).toBe(500);
    const page = await overview({ reader: named.store, state: names }, { ...view, app: 'shop' });
    expect(page.totals.apdex.thresholdMs).toBeNull();
    const configured = await transactions(
      { reader: named.store, state: names, apdexTMs: 100 },
      { ...view, app: 'shop' },
    );
    expect(configured.rows.map((row) => row.totals.apdex.thresholdMs)).toEqual([250, 100, 100]);
  });
});

describe('transaction', () => {
  it('its functions nest, with self time', async () => {
    const { functions, stack, parallel, totals } = await transaction(context, {
      ...view,
      app: 'shop',
      transaction: 'POST-order',
    });
    const own = raw.filter((r) => r.transaction === 'POST-order');
    const mean = sum(own.map((r) => r.ms)) / own.length;
    expect(functions.map((f) => [f.function, f.depth])).toEqual([
      ['mysql_query', 0],
      ['mysql_query.net_write', 1],
      ['render', 0],
      ['_own', 0],
    ]);
    const [query, write, render, rest] = functions;
    expect(query?.callsPerRequest).toBe(1);
    expect(query?.inclusivePerRequestMs).toBeCloseTo(mean / 2, 1);
    expect(query?.selfPerRequestMs).toBeCloseTo((mean * 3) / 8, 1);
    expect(write?.selfPerRequestMs).toBeCloseTo(mean / 8, 1);
    expect(render?.errorCount).toBe(own.filter((r) => r.outcome === 'error').length);
    expect(query?.share).toBeCloseTo(0.5, 3);
    expect(rest?.inclusivePerRequestMs).toBeCloseTo(mean / 4, 1);
    expect(stack.map((s) => s.function)).toEqual(['mysql_query', 'render', '_own']);
    expect(parallel).toBe(false);
    expect(totals.count).toBe(own.length);
  });

  it('a transaction that calls nothing is own time', async () => {
    const { functions, stack, mean } = await transaction(context, { ...view, app: 'shop', transaction: 'GET-cart' });
    expect(functions).toMatchObject([{ function: '_own', depth: 0, callsPerRequest: 1, share: 1 }]);
    expect(stack).toHaveLength(1);
    expect(stack[0]?.values).toEqual(mean);
  });

  it('tells of children that ran at once', async () => {
    const busy = new FakeStore(NOW_S);
    for (const [name, ms] of [
      ['ok', 100],
      ['children.a.ok', 80],
      ['children.b.ok', 90],
      ['children._own.ok', 10],
    ] as const) {
      busy.timing(`carpy.shop.web-1.GET-x.${name}`, LAST_S - 100, ms);
    }
    const answer = await transaction(
      { reader: busy, state: new FakeState() },
      { ...view, app: 'shop', transaction: 'GET-x' },
    );
    expect(answer.parallel).toBe(true);
    expect(answer.mean.filter((v) => v !== null)).toEqual([100]);
  });

  it('more than eight functions leave a rest', async () => {
    const wide = new FakeStore(NOW_S);
    wide.timing('carpy.shop.web-1.GET-x.ok', LAST_S - 100, 100);
    for (let i = 1; i <= 11; i++) wide.timing(`carpy.shop.web-1.GET-x.children.f${i}.ok`, LAST_S - 100, i);
    const { stack } = await transaction(
      { reader: wide, state: new FakeState() },
      { ...view, app: 'shop', transaction: 'GET-x' },
    );
    expect(stack.map((s) => s.function)).toEqual(['f11', 'f10', 'f9', 'f8', 'f7', 'f6', 'f5', 'f4', '_rest', '_own']);
    expect(stack.at(-2)?.values.find((v) => v !== null)).toBe(1 + 2 + 3);
    expect(stack.at(-1)?.values.find((v) => v !== null)).toBe(100 - 66);
  });

  it('an unknown one is not found; one that the chosen servers lack is an empty page', async () => {
    await expect(transaction(context, { ...view, app: 'shop', transaction: 'GET-nosuch' })).rejects.toMatchObject({
      code: 'CARPY_NOT_FOUND',
    });
    const answer = await transaction(context, { ...view, app: 'shop', transaction: 'GET-cart', servers: ['web-9'] });
    expect(answer.totals).toMatchObject({ count: 0, meanMs: null, p95Ms: null });
  });
});

describe('apps', () => {
  it('lists apps with points and apps that only said hello', async () => {
    const kept = new FakeState();
    const helloMs = NOW_S * 1000 - 5_000;
    await putApp(kept, {
      app: 'fresh',
      display: 'Fresh',
      firstSeenMs: helloMs,
      lastSeenMs: helloMs,
      latestStart: null,
    });
    await putServer(kept, {
      app: 'fresh',
      server: 'a',
      display: 'a.example',
      version: '1.2',
      agent: { name: 'x', version: '1', language: 'node' },
      startedAtMs: helloMs,
      agentStartedAtMs: helloMs,
      firstSeenMs: helloMs,
      lastSeenMs: helloMs,
      clockOffsetMs: null,
      roundTripMs: null,
    });
    const answer = await apps({ reader: store, state: kept }, view);
    expect(answer.apps.map((a) => [a.app, a.display, a.totals.count])).toEqual([
      ['fresh', 'Fresh', 0],
      ['shop', 'shop', raw.length],
    ]);
    expect(answer.apps[0]?.servers).toMatchObject([
      { server: 'a', display: 'a.example', version: '1.2', reporting: true, lastSeenMs: helloMs },
    ]);
    expect(sum((answer.apps[1]?.spark ?? []).map((v) => v ?? 0))).toBe(raw.length);
  });

  it('first and last point are the ends of what was sent', async () => {
    const shopSummary = (await apps(context, view)).apps[0];
    expect(shopSummary?.firstPointMs).toBe((Math.min(...raw.map((r) => r.slotS)) - 10) * 1000);
    expect(shopSummary?.lastPointMs).toBe(Math.max(...raw.map((r) => r.slotS)) * 1000);
  });

  it('a store without anything answers no apps', async () => {
    const answer = await apps({ reader: new FakeStore(NOW_S), state: new FakeState() }, view);
    expect(answer.apps).toEqual([]);
    expect(answer.grid.slots).toBeGreaterThan(0);
  });
});

describe('what is missing', () => {
  it('no requests is 0 while the app reports, a gap before it began and where the server was down', async () => {
    const sparse = new FakeStore(NOW_S);
    const atMinute = (minute: number): number => LAST_S - (LAST_S % 60) - 60 * minute;
    sparse.timing('carpy.shop.web-1.GET-x.ok', atMinute(10), 5);
    sparse.timing('carpy.shop.web-1.GET-x.ok', atMinute(2), 5);
    for (let s = atMinute(6); s < atMinute(5); s += 10) sparse.down(s);
    const { ok, grid, totals } = await overview(
      { reader: sparse, state: new FakeState() },
      { ...view, maxPoints: 31, app: 'shop' },
    );
    const slotOf = (minute: number): number => (atMinute(minute) - grid.startS) / 60;
    expect([12, 10, 8, 6, 4, 2, 1].map((m) => ok.count[slotOf(m)])).toEqual([null, 1, 0, null, 0, 1, null]);
    expect(ok.mean[slotOf(8)]).toBeNull();
    // Ten whole minutes and three flushes since the first point, one minute of them not recorded.
    expect(totals.recordedS).toBe(9 * 60 + 30);
  });

  it('answers are plain data for JSON', async () => {
    const answer = await overview(context, { ...view, app: 'shop' });
    expect(JSON.parse(JSON.stringify(answer))).toEqual(structuredClone(answer));
    expect(JSON.stringify(answer)).not.toContain('NaN');
  });
});

describe('the step', () => {
  it('data of the open window is drawn at the finest', async () => {
    const fresh = { fromMs: (NOW_S - 120) * 1000, toMs: NOW_S * 1000, live: true };
    const { grid, ok } = await overview(context, { ...view, range: fresh, app: 'shop' });
    expect(grid).toMatchObject({ stepS: 10, slots: 12 });
    expect(grid.stepReason).toBeUndefined();
    for (let i = 0; i < grid.slots; i++) {
      const values = raw.filter((r) => r.outcome === 'ok' && r.slotS === grid.startS + i * 10).length;
      expect(ok.count[i] ?? 0).toBe(values);
    }
  });

  it('a young app is drawn at the finest, however long the range', async () => {
    const young = new FakeStore(NOW_S);
    young.timing('carpy.shop.web-1.GET-x.ok', LAST_S - 60, 5);
    young.timing('carpy.shop.web-1.GET-x.ok', LAST_S - 20, 5);
    for (const slotS of [LAST_S - 60, LAST_S - 20]) young.apdex('carpy.shop.web-1.GET-x.apdex', slotS, 0);
    const { grid, ok } = await overview({ reader: young, state: new FakeState() }, { ...view, app: 'shop' });
    expect(grid).toMatchObject({ stepS: 10, slots: 180 });
    expect(grid.stepReason).toBeUndefined();
    // The server recorded before the app came: no gap in what was recorded.
    expect(grid.coveredMs.every((ms) => ms === 10_000)).toBe(true);
    expect(ok.count.filter((v) => v !== null).slice(0, 5)).toEqual([1, 0, 0, 0, 1]);
  });

  it('a young app’s rates divide by its own time, not by the whole of a long first slot', async () => {
    const young = new FakeStore(NOW_S);
    for (let slotS = LAST_S - 90; slotS <= LAST_S; slotS += 10) young.timing('carpy.shop.web-1.GET-x.ok', slotS, 5);
    for (const maxPoints of [1000, 10]) {
      const { totals, grid } = await overview(
        { reader: young, state: new FakeState() },
        { ...view, maxPoints, app: 'shop' },
      );
      expect(grid.stepS).toBe(maxPoints === 10 ? 300 : 10);
      expect(totals).toMatchObject({ count: 10, recordedS: 100 });
    }
  });

  it.each([
    { maxPoints: 20, stepS: 300 },
    { maxPoints: 10, stepS: 300 },
    { maxPoints: 31, stepS: 60 },
  ])('at most $maxPoints slots: $stepS s', async ({ maxPoints, stepS }) => {
    const { grid, totals } = await overview(context, { ...view, maxPoints, app: 'shop' });
    expect(grid.stepS).toBe(stepS);
    expect(grid.slots).toBeLessThanOrEqual(maxPoints);
    expect(totals.count).toBe(raw.length);
  });
});

describe('heatmap', () => {
  const inCell = (r: Raw, slotS: number, stepS: number, lowMs: number, highMs: number): boolean =>
    r.slotS >= slotS && r.slotS < slotS + stepS && r.ms > lowMs && r.ms <= highMs;

  it.each([
    { what: 'an app', chosen: {}, own: raw },
    {
      what: 'a transaction',
      chosen: { transaction: 'POST-order' },
      own: raw.filter((r) => r.transaction === 'POST-order'),
    },
    { what: 'a server', chosen: { servers: ['web-2'] }, own: raw.filter((r) => r.server === 'web-2') },
  ])('counts every request of $what in its minute and between its edges', async ({ chosen, own }) => {
    const answer = await heatmap(context, { ...view, app: 'shop', ...chosen });
    const { grid, edgesMs, columns } = answer;
    expect(grid.stepS).toBe(60);
    expect(columns).toHaveLength(grid.slots);
    expect(answer).toMatchObject({ count: own.length, withoutSketch: 0 });
    expect(sum(columns.map((column) => sum(column ?? [])))).toBe(own.length);
    columns.forEach((column, slot) => {
      const slotS = grid.startS + slot * 60;
      const inSlot = own.filter((r) => r.slotS >= slotS && r.slotS < slotS + 60);
      if (column === null) expect(inSlot).toEqual([]);
      else
        expect(column).toEqual(
          column.map(
            (_, row) =>
              inSlot.filter((r) =>
                inCell(r, slotS, 60, row === 0 ? -1 : (edgesMs[row] as number), edgesMs[row + 1] as number),
              ).length,
          ),
        );
    });
  });

  it('draws percentiles of ok requests, and none while the minute is still filling', async () => {
    const { grid, median, upper_95 } = await heatmap(context, { ...view, app: 'shop' });
    expect(grid.openSlot).toBe(grid.slots - 1);
    expect([median.at(-1), upper_95.at(-1)]).toEqual([null, null]);
    const slotS = grid.startS + 60 * 5;
    const ms = raw.filter((r) => r.outcome === 'ok' && r.slotS >= slotS && r.slotS < slotS + 60).map((r) => r.ms);
    expectNear(upper_95[5] as number, upper(95, ms));
  });

  it('an unknown transaction is not found, a range without requests has no rows', async () => {
    await expect(heatmap(context, { ...view, app: 'shop', transaction: 'GET-nosuch' })).rejects.toMatchObject({
      code: 'CARPY_NOT_FOUND',
    });
    const before = { fromMs: range.fromMs - 7_200_000, toMs: range.fromMs - 3_600_000, live: false };
    const empty = await heatmap(context, { ...view, range: before, app: 'shop' });
    expect(empty.edgesMs).toEqual([]);
    expect(empty.columns.every((column) => column === null)).toBe(true);
  });
});
