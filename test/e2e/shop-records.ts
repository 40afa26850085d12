/** A web shop's last four minutes for tests of the request log: metrics, names as an agent tells them, and records. The same in every run. */
import { segment, timedSegment } from '@carpy/core';
import { type CarpyProcess, eventually, getJson, sendUdp } from './carpy-process.ts';

export const APP = 'web shop';
export const APP_PATH = `/a/${segment(APP)}`;
/** The slowest request of all; what it did is written out. */
export const SLOWEST_ID = 'f'.repeat(32);

const MINUTE_MS = 60_000;

const transactions = [
  { name: 'GET /products/:id', count: 60, durationMs: 20, status: 200 },
  { name: 'GET /search', count: 30, durationMs: 60, status: 200 },
  { name: 'POST /cart', count: 20, durationMs: 400, status: 201 },
] as const;

let made = 0;
export const recordId = (): string => (++made).toString(16).padStart(32, '0');

interface MadeUp {
  readonly transaction: string;
  readonly durationMs: number;
  readonly status: number;
  readonly [field: string]: unknown;
}

export function record(startMs: number, { transaction, durationMs, status, ...more }: MadeUp): object {
  const [method, route] = transaction.split(' ') as [string, string];
  return {
    id: recordId(),
    startMs,
    durationMs,
    transaction,
    outcome: status >= 500 ? 'error' : 'ok',
    kind: 'http',
    method,
    route,
    status,
    children: [],
    context: {},
    logs: [],
    ...more,
  };
}

const call = (name: string, startOffsetMs: number, durationMs: number, outcome: 'ok' | 'error' = 'ok') => ({
  name,
  parent: -1,
  startOffsetMs,
  durationMs,
  outcome,
});

const slowest = (startMs: number): object =>
  record(startMs, {
    transaction: 'POST /cart',
    durationMs: 2_778,
    status: 503,
    id: SLOWEST_ID,
    requestId: 'req-42',
    children: [
      ...Array.from({ length: 12 }, (_, i) => call('mysql.select.cart_items', 10 + i * 20, 15)),
      call('http.payments', 2_400, 370, 'error'),
    ],
    causes: { loopBusyMs: 3, gcMs: 0 },
    error: {
      type: 'TimeoutError',
      message: 'payments did not answer in 370 ms',
      stack: 'TimeoutError: payments did not answer in 370 ms\n    at charge (/srv/shop/src/payments.js:48:11)',
    },
    context: { 'header.user-agent': 'ShopApp/3.2' },
    logs: [{ atMs: startMs + 2_770, level: 'warn', message: 'the cart is kept for another try' }],
  });

export async function postRecords(carpy: CarpyProcess, server: string, records: readonly object[]): Promise<void> {
  const head = {
    app: APP,
    server,
    version: '4.2.0',
    sentAtMs: Date.now(),
    seen: { 'POST /cart': records.length * 4 },
    kept: { 'POST /cart': records.length },
  };
  const answer = await fetch(`${carpy.url}/api/v1/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: [head, ...records].map((line) => JSON.stringify(line)).join('\n'),
  });
  if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** Fills a fresh server; resolves when the pages have something to show. */
export async function fillShop(carpy: CarpyProcess): Promise<void> {
  const nowMs = Date.now();
  const hello = await fetch(`${carpy.url}/api/v1/hello`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      app: APP,
      server: 'web-1',
      version: '4.2.0',
      agent: { name: 'test', version: '1.0.0', language: 'js' },
      startedAtMs: nowMs - 60 * MINUTE_MS,
      agentTimeMs: nowMs,
      names: transactions.map(({ name }) => [timedSegment(name), name, 500]),
    }),
  });
  if (!hello.ok) throw new Error(`${hello.status} ${await hello.text()}`);
  const metrics = transactions.flatMap(({ name, durationMs }) =>
    ['web-1', 'web-2'].map((server) => `carpy.${segment(APP)}.${server}.${timedSegment(name)}.ok:${durationMs}|ms`),
  );
  await sendUdp(carpy.ports.statsd.udp as number, metrics.join('\n'));
  for (const server of ['web-1', 'web-2']) {
    const records = transactions.flatMap(({ name, count, durationMs, status }) =>
      Array.from({ length: count }, (_, i) =>
        record(nowMs - Math.floor((0.5 + (i / count) * 3.5) * MINUTE_MS), {
          transaction: name,
          durationMs: durationMs + i,
          status: i % 10 === 3 ? 500 : status,
          ...(i % 10 === 3 ? { error: { type: 'CardDeclined', message: `card ${i} was declined` } } : {}),
        }),
      ),
    );
    if (server === 'web-2') records.push(slowest(nowMs - 2 * MINUTE_MS));
    await postRecords(carpy, server, records);
  }
  await eventually(
    () => getJson<{ apps: { servers: unknown[] }[] }>(`${carpy.url}/api/v1/apps`),
    (answer) => answer.apps[0]?.servers.length === 2,
  );
}
