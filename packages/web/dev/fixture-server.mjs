// Answers of /api/v1 and the built pages (dist), with made-up data, for developing the pages without a server: a gap, a deploy, a slow spell that stays,
// errors, one silent server, a flush every 10 s. `node dev/fixture-server.mjs [port] [mode]`, mode one of:
//   shop (default) | off (no records) | two (two apps) | young (first point 3 min ago) | empty | first-data (empty for 20 s) | error | slow | quiet (range without requests, no errors)
// CARPY_TEST_TAIL_RATE: requests a second of the live tail, 40 unless given.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { made } from './fixture-errors.mjs';
import { heatmapOf, pointsOf } from './fixture-heatmap.mjs';
import { answerRecords, sendTail } from './fixture-records.mjs';

const port = Number(process.argv[2] ?? 2277);
const mode = process.argv[3] ?? 'shop';
const startedAtMs = Date.now();
const FLUSH_MS = Number(process.env.CARPY_TEST_FLUSH_MS ?? 10_000);
const FINE_S = 10;

/** The same number for the same input, 0 to 1: an answer is the same however often it is asked. */
function noise(...keys) {
  let h = 2166136261;
  for (const c of keys.join('|')) h = Math.imul(h ^ c.charCodeAt(0), 16777619);
  h ^= h >>> 15;
  h = Math.imul(h, 2246822519);
  h ^= h >>> 13;
  return (h >>> 0) / 4294967296;
}

const servers = ['web-1', 'web-2', 'worker-1'];
// Slow since 20 min before the start, 3 min after the deploy.
const slowSinceS = Math.floor(startedAtMs / 1000) - 20 * 60;
const deployMs = (slowSinceS - 180) * 1000;
const gapS = [slowSinceS - 22 * 60, slowSinceS - 20 * 60];
const workerSilentS = slowSinceS + 300;

const transactions = [
  [
    'POST-cart',
    'POST /cart',
    1,
    76,
    12,
    0.004,
    0.06,
    [
      ['mysql_select_cart_items', 'mysql.select.cart_items', 12.1, 16, 190],
      ['http_payments', 'http.payments', 1, 22, 8],
      ['redis_get', 'redis.get', 2, 5, 0],
      ['render_cart', 'render.cart', 1, 11, 0],
    ],
  ],
  [
    'GET-search',
    'GET /search',
    2,
    70,
    1,
    0.001,
    0.001,
    [
      ['mysql_select_products', 'mysql.select.products', 1, 48, 0],
      ['render_search', 'render.search', 1, 12, 0],
    ],
  ],
  [
    'GET-products-_id',
    'GET /products/:id',
    2.7,
    40,
    1,
    0,
    0,
    [
      ['mysql_select_products', 'mysql.select.products', 1, 20, 0],
      ['redis_get', 'redis.get', 1, 4, 0],
    ],
  ],
  [
    'POST-checkout',
    'POST /checkout',
    0.2,
    310,
    1.1,
    0.009,
    0.012,
    [
      ['http_payments', 'http.payments', 1, 210, 12],
      ['mysql_insert_orders', 'mysql.insert.orders', 1, 30, 0],
    ],
  ],
  ['GET-', 'GET /', 3.3, 12, 1, 0, 0, [['render_home', 'render.home', 1, 8, 0]]],
  ['job_mail_send', 'job mail.send', 0.1, 180, 1, 0.02, 0.02, [['smtp_send', 'smtp.send', 1, 150, 0]]],
  [
    'GET-account-orders-_id-invoice-_invoiceId-download',
    'GET /account/orders/:id/invoice/:invoiceId/download',
    0.05,
    95,
    1,
    0,
    0,
    [],
  ],
  ['unmatched', 'unmatched', 0.05, 4, 1, 0, 0, []],
].map(([segment, display, perS, meanMs, slowFactor, errors, errorsThen, functions]) => ({
  segment,
  display,
  perS,
  meanMs,
  slowFactor,
  errors,
  errorsThen,
  functions,
}));

const slowAt = (t) => (t > slowSinceS ? 1 - Math.exp(-(t - slowSinceS) / 60) : 0);
const firstPointS = () =>
  Math.floor(
    (mode === 'young' || mode === 'first-data' ? startedAtMs - 180_000 : startedAtMs - 9 * 3_600_000) / 10_000,
  ) * 10;

function gridOf(query) {
  const nowS = Math.floor(Date.now() / 1000);
  const at = (text, fallback) => {
    const relative = /^-(\d+)(s|min|h|d)$/.exec(text ?? fallback);
    if (relative) return nowS - Number(relative[1]) * { s: 1, min: 60, h: 3600, d: 86400 }[relative[2]];
    return text === 'now' || text === null ? nowS : Number(text) / 1000;
  };
  const fromS = at(query.get('from'), '-1h');
  const toS = query.get('to') === null || query.get('to') === 'now' ? nowS : at(query.get('to'));
  const points = Number(query.get('points') ?? 360);
  const ladder = [10, 30, 60, 300, 600, 1800, 3600];
  const stepS = ladder.find((s) => (toS - fromS) / s <= points) ?? 3600;
  const startS = Math.ceil(fromS / stepS) * stepS;
  const slots = Math.max(1, Math.floor((toS - startS) / stepS) + 1);
  const live = toS >= nowS - 1;
  const coveredMs = Array.from({ length: slots }, (_, i) => {
    const t = startS + i * stepS;
    if (t > gapS[0] && t <= gapS[1]) return 0;
    if (i === 40) return stepS * 400;
    return stepS * 1000;
  });
  return {
    range: { fromMs: fromS * 1000, toMs: toS * 1000, live },
    grid: {
      startS,
      stepS,
      slots,
      fineStepS: FINE_S,
      coveredMs,
      ...(live ? { openSlot: slots - 1 } : {}),
      ...(stepS > 10 ? { stepReason: `percentiles need sketches, which closed data keeps at ${stepS} s` } : {}),
    },
  };
}

function columns(tx, grid, part, outcome) {
  const out = { count: [], mean: [], median: [], upper_95: [], upper: [], lower: [] };
  for (let i = 0; i < grid.slots; i++) {
    const t = grid.startS + i * grid.stepS;
    const s = slowAt(t);
    const errorShare = tx.errors + (tx.errorsThen - tx.errors) * s;
    let count = Math.round(tx.perS * part * grid.stepS * (0.85 + 0.3 * noise(tx.segment, t, 'c')) * (1 - 0.15 * s));
    const failed = Math.min(
      count,
      Math.floor(count * errorShare + noise(tx.segment, t, 'e') * (errorShare > 0 ? 1 : 0)),
    );
    count = outcome === 'ok' ? count - failed : failed;
    const nothing =
      t < firstPointS() || t > Date.now() / 1000 || grid.coveredMs[i] === 0 || count === 0 || mode === 'quiet';
    const mean =
      tx.meanMs *
      (1 + (tx.slowFactor - 1) * s) *
      (0.85 + 0.3 * noise(tx.segment, t, 'm')) *
      (outcome === 'error' ? 1.4 : 1);
    out.count.push(nothing ? null : count);
    out.mean.push(nothing ? null : mean);
    out.median.push(nothing ? null : mean * 0.8);
    out.upper_95.push(nothing ? null : mean * (2 + 0.5 * noise(tx.segment, t, 'p')));
    out.upper.push(nothing ? null : mean * (3 + 2 * noise(tx.segment, t, 'u')));
    out.lower.push(nothing ? null : mean * 0.2);
  }
  return out;
}

const sum = (values) => values.reduce((a, v) => a + (v ?? 0), 0);
const top = (values) => values.reduce((a, v) => (v === null ? a : Math.max(a ?? 0, v)), null);
const weighted = (values, counts) => {
  const n = sum(counts);
  return n === 0 ? null : values.reduce((a, v, i) => a + (v ?? 0) * (counts[i] ?? 0), 0) / n;
};

function apdexOf(ok, error) {
  const score = [],
    satisfied = [],
    tolerating = [],
    frustrated = [];
  for (let i = 0; i < ok.count.length; i++) {
    const good = ok.count[i],
      bad = error.count[i] ?? 0;
    if (good === null) {
      for (const l of [score, satisfied, tolerating, frustrated]) l.push(null);
      continue;
    }
    const share = Math.min(1, Math.max(0.4, 1.06 - ok.mean[i] / 1500));
    satisfied.push(Math.round(good * share));
    tolerating.push(good - Math.round(good * share));
    frustrated.push(bad);
    score.push((satisfied[i] + tolerating[i] / 2) / (good + bad));
  }
  return { score, satisfied, tolerating, frustrated };
}

function totalsOf(ok, error, apdex, grid) {
  const count = sum(ok.count) + sum(error.count);
  const s = sum(apdex.satisfied),
    t = sum(apdex.tolerating),
    f = sum(apdex.frustrated);
  return {
    count,
    errorCount: sum(error.count),
    meanMs: weighted(ok.mean, ok.count),
    lowerMs: count === 0 ? null : Math.min(...ok.lower.filter((v) => v !== null)),
    medianMs: weighted(ok.median, ok.count),
    p95Ms: weighted(ok.upper_95, ok.count),
    p99Ms: count === 0 ? null : weighted(ok.upper_95, ok.count) * 1.4,
    upperMs: top(ok.upper),
    totalMs:
      sum(ok.mean.map((v, i) => (v ?? 0) * (ok.count[i] ?? 0))) +
      sum(error.mean.map((v, i) => (v ?? 0) * (error.count[i] ?? 0))),
    apdex: {
      score: s + t + f === 0 ? null : (s + t / 2) / (s + t + f),
      satisfied: s,
      tolerating: t,
      frustrated: f,
      thresholdMs: 500,
    },
    recordedS: sum(grid.coveredMs) / 1000,
  };
}

function merged(list, grid) {
  const out = { count: [], mean: [], median: [], upper_95: [], upper: [], lower: [] };
  for (let i = 0; i < grid.slots; i++) {
    const counts = list.map((c) => c.count[i]);
    const none = counts.every((c) => c === null);
    out.count.push(none ? null : sum(counts));
    for (const key of ['mean', 'median', 'upper_95'])
      out[key].push(
        none
          ? null
          : weighted(
              list.map((c) => c[key][i]),
              counts,
            ),
      );
    out.upper.push(top(list.map((c) => c.upper[i])));
    out.lower.push(none ? null : Math.min(...list.map((c) => c.lower[i] ?? Infinity)));
  }
  return out;
}

function stackOf(tx, grid, ok) {
  const layers = tx.functions.map(([fn, display, , base, rise]) => ({
    function: fn,
    display,
    values: ok.mean.map((mean, i) => {
      const t = grid.startS + i * grid.stepS;
      return mean === null
        ? null
        : (base + rise * slowAt(t) * (tx.slowFactor > 2 ? 4 : 1)) * (0.85 + 0.3 * noise(tx.segment, fn, t));
    }),
  }));
  if (layers.length > 0)
    layers.push({
      function: '_own',
      display: 'own time',
      values: ok.mean.map((mean, i) =>
        mean === null ? null : Math.max(2, mean - sum(layers.map((l) => l.values[i]))),
      ),
    });
  return layers;
}

function serverSummaries() {
  const nowMs = Date.now();
  return servers.map((server) => {
    const lastSeenMs = server === 'worker-1' ? workerSilentS * 1000 : Math.floor(nowMs / FLUSH_MS) * FLUSH_MS;
    return {
      server,
      display: server,
      lastSeenMs,
      reporting: server !== 'worker-1',
      version: server === 'web-1' || nowMs < deployMs ? '4f2c' : '4f2c',
    };
  });
}

const part = (query) => {
  const chosen = query.getAll('server');
  return chosen.length === 0 ? 1 : chosen.filter((s) => servers.includes(s)).length / servers.length;
};
const annotations = () => [
  {
    id: 'd1',
    whenMs: deployMs,
    app: 'shop',
    servers: ['web-1', 'web-2'],
    version: '4f2c',
    text: 'deploy 4f2c',
    tags: ['deploy'],
  },
];

function computed(query) {
  const { range, grid } = gridOf(query);
  const rows = transactions.map((tx) => {
    const ok = columns(tx, grid, part(query), 'ok'),
      error = columns(tx, grid, part(query), 'error');
    const apdex = apdexOf(ok, error);
    return { tx, ok, error, apdex, totals: totalsOf(ok, error, apdex, grid) };
  });
  const all = rows.reduce((a, r) => a + r.totals.totalMs, 0);
  const list = rows
    .map((r) => ({
      transaction: r.tx.segment,
      display: r.tx.display,
      totals: r.totals,
      share: all === 0 ? 0 : r.totals.totalMs / all,
      p95: r.ok.upper_95,
      errors: r.error.count,
    }))
    .filter((r) => r.totals.count > 0)
    .sort(
      (a, b) =>
        Number(a.transaction === 'unmatched') - Number(b.transaction === 'unmatched') ||
        b.totals.totalMs - a.totals.totalMs,
    );
  return { range, grid, rows, list };
}

function perServer(totals) {
  return serverSummaries().map((s, i) => ({
    ...s,
    totals: {
      ...totals,
      count: Math.round(totals.count / 3),
      errorCount: Math.round(totals.errorCount / 3),
      p95Ms: totals.p95Ms === null ? null : totals.p95Ms * (0.9 + i * 0.08),
    },
  }));
}

function overview(app, query) {
  const { range, grid, rows, list } = computed(query);
  const ok = merged(
      rows.map((r) => r.ok),
      grid,
    ),
    error = merged(
      rows.map((r) => r.error),
      grid,
    );
  const apdex = apdexOf(ok, error);
  const totals = totalsOf(ok, error, apdex, grid);
  const n = ok.count.map((c, i) => (c ?? 0) + (error.count[i] ?? 0));
  const layers = new Map();
  for (const r of rows)
    for (const layer of stackOf(r.tx, grid, r.ok)) {
      const entry = layers.get(layer.function) ?? {
        function: layer.function,
        display: layer.display,
        values: ok.count.map((c) => (c === null ? null : 0)),
      };
      layer.values.forEach((v, i) => {
        if (v !== null && entry.values[i] !== null) entry.values[i] += (v * (r.ok.count[i] ?? 0)) / n[i];
      });
      layers.set(layer.function, entry);
    }
  return {
    range,
    grid,
    app,
    display: app,
    firstPointMs: firstPointS() * 1000,
    lastPointMs: Math.floor(Date.now() / FLUSH_MS) * FLUSH_MS,
    servers: perServer(totals),
    totals,
    ok,
    error,
    apdex,
    stack: [...layers.values()],
    transactions: list.slice(0, 10),
    transactionCount: list.length,
    annotations: annotations(),
  };
}

function transaction(app, name, query) {
  const { range, grid, rows } = computed(query);
  const row = rows.find((r) => r.tx.segment === name);
  if (row === undefined) return undefined;
  const { tx, ok, error, apdex, totals } = row;
  const stack = stackOf(tx, grid, ok);
  const functions = tx.functions.flatMap(([fn, display, calls, ,], i) => {
    const inclusive = weighted(stack[i].values, ok.count) ?? 0;
    const direct = {
      function: fn,
      display,
      depth: 0,
      calls: Math.round(calls * totals.count),
      callsPerRequest: calls,
      meanOkMs: inclusive / calls,
      meanErrorMs: fn === 'http_payments' ? 400 : null,
      errorCount: fn === 'http_payments' ? Math.round(totals.errorCount * 0.9) : 0,
      totalMs: inclusive * totals.count,
      inclusivePerRequestMs: inclusive,
      selfPerRequestMs: i === 0 ? inclusive * 0.9 : inclusive,
      share: totals.meanMs ? Math.min(1, inclusive / totals.meanMs) : 0,
    };
    return i === 0
      ? [
          direct,
          {
            ...direct,
            function: `${fn}.pool_wait`,
            display: 'pool.wait',
            depth: 1,
            callsPerRequest: calls,
            totalMs: direct.totalMs * 0.1,
            share: direct.share * 0.1,
            inclusivePerRequestMs: inclusive * 0.1,
            selfPerRequestMs: inclusive * 0.1,
          },
        ]
      : [direct];
  });
  if (stack.length > 0) {
    const own = weighted(stack.at(-1).values, ok.count) ?? 0;
    functions.push({
      function: '_own',
      display: 'own time',
      depth: 0,
      calls: 0,
      callsPerRequest: 0,
      meanOkMs: null,
      meanErrorMs: null,
      errorCount: 0,
      totalMs: own * totals.count,
      inclusivePerRequestMs: own,
      selfPerRequestMs: own,
      share: totals.meanMs ? own / totals.meanMs : 0,
    });
  }
  const mean = merged([ok, error], grid).mean;
  return {
    range,
    grid,
    app,
    transaction: name,
    display: tx.display,
    firstPointMs: firstPointS() * 1000,
    lastPointMs: Math.floor(Date.now() / FLUSH_MS) * FLUSH_MS,
    totals,
    ok,
    error,
    apdex,
    mean,
    stack,
    parallel: name === 'POST-checkout' || name === 'POST-cart',
    functions,
    servers: perServer(totals),
    annotations: annotations(),
  };
}

function heatmap(app, query) {
  // Sketches are kept by the minute.
  const minutes = new URLSearchParams(query);
  minutes.set('points', String(Math.min(Number(query.get('points') ?? 60), 60)));
  const { range, grid, rows } = computed(minutes);
  const name = query.get('transaction');
  const own = rows.filter((r) => name === null || r.tx.segment === name);
  if (own.length === 0) return undefined;
  return {
    range,
    grid,
    app,
    ...(name === null ? {} : { transaction: name }),
    display: name === null ? app : own[0].tx.display,
    ...heatmapOf(grid, own, noise),
    annotations: annotations(),
  };
}

/** Of one transaction, with bounds of duration and outcome: what the pages ask. */
function points(query) {
  const q = query.get('q') ?? '';
  const { grid, rows } = computed(query);
  const name = /transaction:(?:"([^"]*)"|(\S+))/.exec(q);
  const ms = (pattern) => {
    const found = pattern.exec(q);
    return found === null ? undefined : Number(found[1]) * (found[2] === 's' ? 1000 : 1);
  };
  const over = ms(/duration:>=?([\d.]+)(ms|s)/) ?? 0;
  const until = ms(/duration:<=?([\d.]+)(ms|s)/) ?? Number.POSITIVE_INFINITY;
  const own = rows.filter((r) => name === null || r.tx.display === (name[1] ?? name[2]));
  const found = pointsOf(
    grid,
    own,
    noise,
    (_, durationMs, error) => durationMs > over && durationMs <= until && (error === 1 || !q.includes('outcome:error')),
  );
  const shown = found.points.slice(0, Number(query.get('limit') ?? 2000));
  return {
    ids: shown.map((p) => p.id),
    startMs: shown.map((p) => p.startMs),
    durationMs: shown.map((p) => p.durationMs),
    error: shown.map((p) => p.error),
    weight: shown.map((p) => p.weight),
    matched: found.points.length,
    seen: found.seen,
    kept: found.points.length,
  };
}

const isEmpty = () => mode === 'empty' || (mode === 'first-data' && Date.now() - startedAtMs < 20_000);

function ingest() {
  const none = isEmpty() && (mode === 'empty' || Date.now() - startedAtMs < 8000);
  return {
    packets: none ? 0 : 812,
    metrics: none ? 0 : 9120,
    carbonPoints: 0,
    bad: none ? {} : { no_value: 2 },
    badSamples: [],
    flushes: 12,
    lastPacketAtMs: none ? null : Date.now(),
    lastSender: none ? null : '127.0.0.1:51324',
    seriesActive: none ? 0 : 214,
  };
}

function status() {
  return {
    version: '0.1.0',
    startedAtMs,
    nowMs: Date.now(),
    listeners: {
      http: 'http://127.0.0.1:2277',
      statsdUdp: 'udp://127.0.0.1:8127',
      statsdTcp: 'tcp://127.0.0.1:8127',
      carbon: 'tcp://127.0.0.1:2003',
      carbonPickle: 'tcp://127.0.0.1:2004',
    },
    notices: ['8125 is taken by netdata (pid 812): this server listens on 8127'],
    flushIntervalMs: FLUSH_MS,
    ingest: ingest(),
    store: {
      engine: 'embedded',
      seriesCount: 214,
      diskBytes: 4_200_000,
      tiers: [{ stepS: 10, retentionS: 86_400 }],
      faults: [],
    },
    memoryBytes: 90_000_000,
  };
}

function apps(query) {
  const names = isEmpty() ? [] : mode === 'two' ? ['shop', 'billing'] : ['shop'];
  const { range, grid } = gridOf(query);
  return {
    range,
    grid,
    apps: names.map((app) => {
      const o = overview(app, query);
      return {
        app,
        display: app,
        servers: serverSummaries(),
        firstPointMs: o.firstPointMs,
        lastPointMs: o.lastPointMs,
        totals: o.totals,
        spark: o.ok.count,
      };
    }),
  };
}

const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html' };

/** A file of the built UI, or its page with the base path put in, as the real server does. */
async function page(pathname, response) {
  try {
    const file = await readFile(new URL(`../dist${pathname}`, import.meta.url));
    response.writeHead(200, { 'content-type': types[extname(pathname)] ?? 'text/plain' }).end(file);
  } catch {
    const html = await readFile(new URL('../dist/index.html', import.meta.url), 'utf8');
    response
      .writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy':
          "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'",
      })
      .end(html.replace('<head>', '<head><base href="/">'));
  }
}

let requests = 0;
const answerErrors = made(mode, noise);
const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://x');
  const parts = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (parts[0] !== 'api') {
    void page(url.pathname, response);
    return;
  }
  if (parts[2] === 'live') {
    if (mode === 'error') {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (url.searchParams.get('topic') === 'tail') {
      sendTail(request, url.searchParams, send, Number(process.env.CARPY_TEST_TAIL_RATE ?? 40));
      return;
    }
    send('hello', { nowMs: Date.now(), flushIntervalMs: FLUSH_MS });
    const flush = setInterval(
      () =>
        send('flush', {
          slotS: Math.floor(Date.now() / FLUSH_MS) * (FLUSH_MS / 1000),
          stepS: FINE_S,
          apps: isEmpty() ? [] : ['shop'],
        }),
      FLUSH_MS,
    );
    const counts = setInterval(() => send('ingest', ingest()), 1000);
    request.on('close', () => {
      clearInterval(flush);
      clearInterval(counts);
    });
    return;
  }
  const requestId = `fixture-${++requests}`;
  const answer = (code, body) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const fail = (code, name, message) => answer(code, { error: { code: name, message, requestId } });
  const run = () => {
    if (mode === 'error') return fail(503, 'CARPY_STORE_FAILED', 'the store failed: no space left on device');
    if (answerRecords(parts, url.searchParams, answer, fail, mode === 'off')) return;
    if (parts[2] === 'status') return answer(200, status());
    if (parts[2] === 'apps' && parts.length === 3) return answer(200, apps(url.searchParams));
    const errors = answerErrors(parts, url.searchParams, request.method, body);
    if (errors !== undefined) return answer(...errors);
    if (parts[2] === 'records' && parts[3] === 'points' && mode !== 'off') return answer(200, points(url.searchParams));
    if (parts[2] === 'annotations') return answer(200, annotations());
    if (parts[2] === 'apps' && !['shop', 'billing'].includes(parts[3]))
      return fail(404, 'CARPY_NOT_FOUND', `not found: no app ${parts[3]}`);
    if (parts[4] === 'overview') return answer(200, overview(parts[3], url.searchParams));
    if (parts[4] === 'heatmap') {
      const found = heatmap(parts[3], url.searchParams);
      return found === undefined ? fail(404, 'CARPY_NOT_FOUND', 'not found: no such transaction') : answer(200, found);
    }
    if (parts[4] === 'transactions' && parts.length === 5) {
      const { range, grid, list } = computed(url.searchParams);
      return answer(200, { range, grid, app: parts[3], display: parts[3], rows: list });
    }
    if (parts[4] === 'transactions') {
      const found = transaction(parts[3], parts[5], url.searchParams);
      return found === undefined
        ? fail(404, 'CARPY_NOT_FOUND', `not found: no transaction ${parts[5]}`)
        : answer(200, found);
    }
    return fail(404, 'CARPY_NOT_FOUND', `not found: ${url.pathname}`);
  };
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => setTimeout(run, mode === 'slow' ? 4000 : 0));
});
server.listen(port, '127.0.0.1', () => console.log(`fixture ${mode} on http://127.0.0.1:${server.address().port}`));
