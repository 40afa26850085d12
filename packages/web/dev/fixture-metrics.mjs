// Made-up answers on metrics, for fixture-server.mjs: a gap, a deploy, a slow spell that stays, errors, one silent server.
import { noise } from './fixture-chance.mjs';
import { FINE_S, FLUSH_MS, mode, startedAtMs } from './fixture-mode.mjs';
import { rangeOf } from './fixture-range.mjs';
import { servers, transactions } from './fixture-shop.mjs';

// Slow since 20 min before the start, 3 min after the deploy.
const slowSinceS = Math.floor(startedAtMs / 1000) - 20 * 60;
const deployMs = (slowSinceS - 180) * 1000;
const gapS = [slowSinceS - 22 * 60, slowSinceS - 20 * 60];
const workerSilentS = slowSinceS + 300;

const slowAt = (t) => (t > slowSinceS ? 1 - Math.exp(-(t - slowSinceS) / 60) : 0);
const firstPointS = () =>
  Math.floor(
    (mode === 'young' || mode === 'first-data' ? startedAtMs - 180_000 : startedAtMs - 9 * 3_600_000) / 10_000,
  ) * 10;

export function gridOf(query) {
  const nowS = Math.floor(Date.now() / 1000);
  const { fromMs, toMs } = rangeOf(query, nowS * 1000);
  const [fromS, toS] = [fromMs / 1000, toMs / 1000];
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
    range: { fromMs, toMs, live },
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

export function serverSummaries() {
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
export const annotations = () => [
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

export function computed(query) {
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

export function overview(app, query) {
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

export function transaction(app, name, query) {
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
