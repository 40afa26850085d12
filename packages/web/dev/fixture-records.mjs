// Made-up request records for the fixture server: /api/v1/records, one record, its export, and the live tail. Build core first (tsc -b).
import { facetValueOf, matches, parseRecordQuery } from '@carpy/core';
import { randomOf } from './fixture-chance.mjs';
import { frameOf } from './fixture-frames.mjs';
import { rangeOf } from './fixture-range.mjs';

const filterOf = (q) => {
  const filter = parseRecordQuery(q);
  return (record) => matches(filter, record);
};

const shapes = [
  ['GET /', 'GET', '/', 12, 3.3, 0],
  ['GET /products/:id', 'GET', '/products/:id', 40, 2.7, 0],
  ['GET /search', 'GET', '/search', 70, 2, 0.002],
  ['POST /cart', 'POST', '/cart', 420, 1, 0.06],
  ['POST /checkout', 'POST', '/checkout', 310, 0.4, 0.03],
  ['job mail.send', undefined, undefined, 180, 0.3, 0.02],
  [
    'GET /account/orders/:id/invoice/:invoiceId/download',
    'GET',
    '/account/orders/:id/invoice/:invoiceId/download',
    95,
    0.2,
    0,
  ],
];
const failures = [
  ['TimeoutError', 'payments did not answer in 400 ms', 'charge (/app/src/payments.ts:48:11)', 'b1c2d3e4f5a60718'],
  ['CardDeclinedError', 'card declined 4012 for order 99812', 'checkout (/app/src/cart.ts:131:5)', 'c0ffee00c0ffee00'],
  [
    'TypeError',
    "Cannot read properties of undefined (reading 'items')",
    'totals (/app/src/cart.ts:77:19)',
    'deadbeef01020304',
  ],
];

const hex = (random, digits) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');

function stackOf([type, message, own]) {
  return [
    `${type}: ${message}`,
    `    at ${own}`,
    '    at handle (/app/src/routes.ts:22:9)',
    ...[280, 119, 161, 284, 95].map(
      (line) => `    at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:${line}:5)`,
    ),
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
  ].join('\n');
}

/** One request of a shape: cart is the slow one, with its twelve selects, a wait, and payments. */
function recordAt(atMs, random) {
  let pick = random() * shapes.reduce((sum, shape) => sum + shape[4], 0);
  const shape = shapes.find((one) => {
    pick -= one[4];
    return pick <= 0;
  });
  const [transaction, method, route, meanMs, , errorShare] = shape ?? shapes[0];
  const slow = transaction === 'POST /cart' && random() < 0.3;
  const durationMs = Number((meanMs * (0.3 + random() * 1.4) * (slow ? 6 : 1) * (random() < 0.02 ? 4 : 1)).toFixed(3));
  // The agent keeps all errors and few others: their share of what is kept is larger than of what was seen.
  const failed = random() < errorShare * (Date.now() - atMs < 20 * 60_000 ? 6 : 1);
  const failure = failures[Math.floor(random() * failures.length)];
  const children = [];
  const add = (name, parent, from, to, outcome = 'ok') =>
    children.push({ name, parent, startOffsetMs: durationMs * from, durationMs: durationMs * (to - from), outcome });
  if (transaction === 'POST /cart') {
    add('redis.get', -1, 0.001, 0.003);
    for (let i = 0; i < 12; i++) add('mysql.select.cart_items', -1, 0.004 + i * 0.05, 0.004 + i * 0.05 + 0.048);
    add('mysql.update.cart', -1, 0.61, 0.62);
    add('pool.wait', children.length - 1, 0.61, 0.614);
    add('http.payments', -1, 0.76, 0.98, failed ? 'error' : 'ok');
  } else if (transaction === 'POST /checkout') {
    add('http.payments', -1, 0.05, 0.7, failed ? 'error' : 'ok');
    add('tls.connect', 0, 0.05, 0.2);
    add('mysql.insert.orders', -1, 0.1, 0.3);
    add('smtp.send', -1, 0.72, 0.9);
  } else if (transaction !== 'GET /') {
    add('mysql.select.products', -1, 0.1, 0.6);
    add('redis.get', -1, 0.62, 0.66);
  }
  const error = failed ? { type: failure[0], message: failure[1], stack: stackOf(failure) } : undefined;
  return {
    id: hex(random, 32),
    app: 'shop',
    server: transaction.startsWith('job') ? 'worker-1' : random() < 0.6 ? 'web-1' : 'web-2',
    version: Date.now() - atMs < 23 * 60_000 ? '4f2c' : '3e91',
    startMs: atMs,
    durationMs,
    transaction,
    outcome: failed ? 'error' : 'ok',
    kind: method === undefined ? 'job' : 'http',
    ...(method === undefined
      ? {}
      : {
          method,
          route,
          status: failed ? 500 : random() < 0.03 ? 404 : method === 'POST' ? 201 : 200,
          requestId: `req-${hex(random, 12)}`,
          traceId: hex(random, 32),
        }),
    ...(failed || slow ? {} : { weight: 20 + Math.floor(random() * 40) }),
    children,
    causes: { loopBusyMs: durationMs * 0.01, gcMs: random() < 0.2 ? 4 : 0 },
    ...(error === undefined ? {} : { error, fingerprint: failure[3] }),
    context:
      method === undefined
        ? {}
        : { 'header.user-agent': 'ShopApp/3.2 (iOS 26)', 'header.content-type': 'application/json' },
    logs: failed
      ? [
          { atMs: atMs + durationMs * 0.8, level: 'warn', message: 'payments: retry 1 of 1' },
          { atMs: atMs + durationMs * 0.98, level: 'error', message: failure[1] },
        ]
      : [],
  };
}

function logAt(atMs, random) {
  return {
    id: hex(random, 32),
    app: 'shop',
    server: 'worker-1',
    startMs: atMs,
    kind: 'log',
    children: [],
    context: {},
    logs: [
      { atMs, level: random() < 0.3 ? 'error' : 'warn', message: 'queue mail: 3 messages wait for more than 60 s' },
    ],
  };
}

let made;
function allRecords() {
  if (made !== undefined) return made;
  const random = randomOf(4711);
  const nowMs = Date.now();
  made = [];
  for (let atMs = nowMs - 9 * 3_600_000; atMs < nowMs + 3_600_000; atMs += 3_000 + random() * 9_000)
    made.push(random() < 0.02 ? logAt(Math.round(atMs), random) : recordAt(Math.round(atMs), random));
  return made;
}

/** What a table shows of a record. */
function rowOf({ children, causes, context, requestId, traceId, error, logs, ...row }) {
  const log = row.kind === 'log' ? logs[0] : undefined;
  return { ...row, errorType: error?.type, message: error?.message ?? log?.message, level: log?.level };
}

const fields = ['outcome', 'status', 'method', 'transaction', 'server', 'version', 'kind', 'duration'];

function page(query, never) {
  const { fromMs, toMs } = rangeOf(query);
  const inRange = never
    ? []
    : allRecords().filter((r) => r.startMs > fromMs && r.startMs <= Math.min(toMs, Date.now()));
  const found = inRange.filter(filterOf(query.get('q') ?? ''));
  found.sort(
    query.get('order') === 'slowest'
      ? (a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0)
      : (a, b) => b.startMs - a.startMs,
  );
  const limit = Number(query.get('limit') ?? 100);
  const at = Number(query.get('cursor') ?? 0);
  const weightOf = (list) => list.reduce((sum, r) => sum + (r.weight ?? 1), 0);
  const bucketMs = Math.max(1000, Math.ceil((toMs - fromMs) / Number(query.get('buckets') ?? 120) / 1000) * 1000);
  const startMs = Math.floor(fromMs / bucketMs) * bucketMs;
  const slots = Math.ceil((toMs - startMs) / bucketMs);
  const histogram = { startMs, bucketMs, ok: new Array(slots).fill(0), error: new Array(slots).fill(0) };
  for (const r of found)
    histogram[r.outcome === 'error' ? 'error' : 'ok'][Math.floor((r.startMs - startMs) / bucketMs)]++;
  const facets = {};
  for (const field of fields) {
    const counts = new Map();
    for (const r of found) {
      const value = facetValueOf(field, r);
      if (value === undefined) continue;
      const entry = counts.get(value) ?? { value, count: 0, estimated: 0 };
      entry.count++;
      entry.estimated += r.weight ?? 1;
      counts.set(value, entry);
    }
    facets[field] = [...counts.values()].sort((a, b) => b.count - a.count).slice(0, Number(query.get('facets') ?? 0));
  }
  return {
    fromMs,
    toMs,
    rows: found.slice(at, at + limit).map(rowOf),
    cursor: at + limit < found.length ? String(at + limit) : null,
    seen: weightOf(inRange),
    kept: inRange.length,
    matched: found.length,
    estimated: weightOf(found),
    approximate: false,
    ...(query.has('facets') ? { facets, histogram } : {}),
    oldestMs: never ? null : allRecords()[0].startMs,
  };
}

/** Answers a request of the request log; false where it is none. `never`: an app that has no record. */
export function answerRecords(parts, query, answer, fail, never) {
  if (parts[2] !== 'records' || parts[3] === 'points') return false;
  if (parts[3] === undefined) {
    try {
      answer(200, page(query, never));
    } catch (error) {
      fail(400, error.code ?? 'CARPY_INTERNAL', error.message);
    }
    return true;
  }
  const record = allRecords().find(({ id }) => id === parts[3]) ?? tailed.get(parts[3]);
  if (record === undefined) fail(404, 'CARPY_NOT_FOUND', `not found: no record ${parts[3]}`);
  else answer(200, { record, frames: (record.error?.stack ?? '').split('\n').slice(1).map(frameOf) });
  return true;
}

const tailed = new Map();

/** The live tail: `perS` requests a second come in, at most 200 of them are sent. */
export function sendTail(request, query, send, perS) {
  const random = randomOf(Date.now());
  const matching = filterOf(query.get('q') ?? '');
  const timer = setInterval(() => {
    const rows = [];
    const wanted = Math.min(perS, 200) / 4;
    for (let i = 0; i < wanted; i++) {
      const record = recordAt(Date.now() - Math.round(random() * 250), random);
      tailed.set(record.id, record);
      if (matching(record)) rows.push(rowOf(record));
    }
    for (const id of tailed.keys()) if (tailed.size > 5000) tailed.delete(id);
    send('tail', { rows, ratePerS: perS, shownPerS: Math.min(perS, rows.length * 4) });
  }, 250);
  request.on('close', () => clearInterval(timer));
}
