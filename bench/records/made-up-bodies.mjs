// Bodies of request records as an agent sends them: some 430 bytes of JSON a record, one in twenty an error with a stack of its own.
import { gzipSync } from 'node:zlib';

const TRANSACTIONS = [
  'GET /',
  'GET /search',
  'GET /products/:id',
  'POST /cart',
  'POST /checkout',
  'GET /account/orders',
];
const CALLS = ['mysql.select.products', 'redis.get', 'http.recommendations', 'render.page'];
const ERRORS = ['CardDeclined', 'OutOfStock', 'DeadlockError', 'TimeoutError'];

/** Mulberry32: the same bodies in every run. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function bodyMaker(seed = 1) {
  const random = seededRandom(seed);
  let made = 0;
  const one = (of) => of[Math.floor(random() * of.length)];
  const hex = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const ms = (most) => Math.round(random() * most * 1_000) / 1_000;

  function record(atMs) {
    const transaction = one(TRANSACTIONS);
    const [method, route] = transaction.split(' ');
    const durationMs = ms(400);
    const failed = random() < 0.05;
    const type = one(ERRORS);
    return {
      id: `${(made++).toString(16).padStart(8, '0')}${hex()}${hex()}${hex()}`,
      startMs: atMs - ms(1_000),
      durationMs,
      transaction,
      outcome: failed ? 'error' : 'ok',
      kind: 'http',
      method,
      route,
      status: failed ? 500 : 200,
      requestId: `req-${hex()}`,
      children: CALLS.slice(0, made % 3).map((name, i) => ({
        name,
        parent: i - 1,
        startOffsetMs: i,
        durationMs: ms(durationMs),
        outcome: 'ok',
      })),
      causes: { loopBusyMs: ms(3) },
      ...(failed
        ? {
            error: {
              type,
              message: `${type} of order ${made}`,
              stack: `${type}: of order ${made}\n    at pay (/srv/shop/src/pay.js:${1 + (made % 90)}:7)\n    at run (/srv/shop/node_modules/express/lib/router.js:12:3)`,
            },
          }
        : {}),
      context: { 'header.user-agent': 'shop-app/3.2' },
      logs: failed ? [{ atMs, level: 'warn', message: `order ${made} is tried again` }] : [],
    };
  }

  /** `n` records of an app, gzip. */
  return (n, { app = 'shop', server = 'web-1', atMs = Date.now() } = {}) => {
    const head = { app, server, version: '1.4.2', sentAtMs: atMs, seen: { 'GET /': n * 10 }, kept: { 'GET /': n } };
    const lines = [JSON.stringify(head)];
    for (let i = 0; i < n; i++) lines.push(JSON.stringify(record(atMs)));
    const text = lines.join('\n');
    return { gzip: gzipSync(text), bytes: text.length, records: n };
  };
}

/** Posts one body; answers its status and what the server says. */
export async function post(url, { gzip }) {
  const answer = await fetch(`${url}/api/v1/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
    body: gzip,
  });
  return { status: answer.status, ...(await answer.json()) };
}
