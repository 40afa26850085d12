// Made-up answers on errors and privacy, for fixture-server.mjs. `answerErrors(parts, query, method, body)` gives
// [status, body], or undefined where the path is none of these. Modes: quiet (no errors), off (no records were ever kept).

import { noise } from './fixture-chance.mjs';
import { frameOf } from './fixture-frames.mjs';
import { rangeOf } from './fixture-range.mjs';

const MINUTE = 60_000;
const frame = (text, more) => ({ ...frameOf(`    at ${text}`), ...more });

const frames = [
  frame('chargeCard (/srv/shop/dist/server.js:4120:13)', {
    original: { file: 'src/payments/charge-card.ts', line: 42, column: 11, function: 'chargeCard' },
    source: {
      startLine: 38,
      lines: [
        'export async function chargeCard(order: Order, card: Card): Promise<Receipt> {',
        '  const answer = await payments.charge({ amount: order.total, token: card.token });',
        '  if (answer.status === "declined") {',
        '    metrics.declined.add(1);',
        '    throw new PaymentError("card declined " + answer.code, { reason: answer.reason, order: order.id, amount: order.total, currency: order.currency });',
        '  }',
        '  return answer.receipt;',
        '}',
      ],
    },
  }),
  frame('process.processTicksAndRejections (node:internal/process/task_queues:105:5)'),
  frame('async checkout (/srv/shop/dist/server.js:4410:9)', {
    original: { file: 'src/routes/checkout.ts', line: 18, column: 19, function: 'checkout' },
    source: {
      startLine: 16,
      lines: [
        '  const order = await orders.open(req.body.orderId);',
        '  const card = await cards.of(req.user);',
        '  const receipt = await chargeCard(order, card);',
        '  await mail.queue("receipt", receipt);',
        '  res.json(receipt);',
      ],
    },
  }),
  ...Array.from({ length: 12 }, (_, i) => {
    const name = ['Layer.handle', 'next', 'Function.process_params'][i % 3];
    const library = i > 8 ? 'body-parser' : 'express';
    return frame(`${name} (/srv/shop/node_modules/${library}/lib/router/layer.js:${95 + i}:5)`);
  }),
];

const kinds = [
  [
    '9f3ac1d27be04518',
    'PaymentError',
    'card declined <n>: the bank said "<text>"',
    'chargeCard (src/payments/charge-card.ts:42)',
    'POST /checkout',
    212,
    { newSince: '4f2c', firstVersion: '4f2c' },
  ],
  [
    '1c77aa0b93e1d2f4',
    'TypeError',
    "Cannot read properties of undefined (reading '<text>')",
    'renderCart (src/views/cart.tsx:118)',
    'POST /cart',
    96,
    { reopened: true },
  ],
  [
    '02b1c9ee55a7d310',
    'Error',
    'connect ECONNREFUSED <address>',
    'connect (src/db/pool.ts:31)',
    'GET /search',
    61,
    { exact: false },
  ],
  [
    '77d0e2b1f4c68a93',
    'TimeoutError',
    'payments did not answer within <n> ms',
    'call (src/payments/client.ts:77)',
    'POST /checkout',
    44,
    {},
  ],
  [
    '5ae93c017d6b2f88',
    'ValidationError',
    'body.<text> must be a whole number from <n> to <n>, and what was given is neither whole nor a number at all',
    'parse (src/http/body.ts:12)',
    'POST /cart',
    31,
    {},
  ],
  ['e08f6d5c4b3a2910', 'SequelizeUniqueConstraintError', 'Validation error', undefined, 'POST /account', 18, {}],
  [
    'b6d4f0a1928374c5',
    'Error',
    'job mail.send: mailbox <address> is full',
    'send (src/jobs/mail.ts:60)',
    'job mail.send',
    12,
    {},
  ],
  [
    'aa11bb22cc33dd44',
    'RangeError',
    'Invalid time value',
    'formatDay (src/format.ts:9)',
    'GET /account/orders/:id',
    7,
    {},
  ],
  ['0f1e2d3c4b5a6978', 'AbortError', 'This operation was aborted', undefined, 'GET /search', 5, {}],
  ['123456789abcdef0', 'SyntaxError', 'Unexpected token < in JSON at position <n>', 'JSON.parse', 'POST /cart', 2, {}],
];

const states = new Map();

export function made(mode) {
  const row = ([fingerprint, type, pattern, culprit, transaction, count, more], range) => {
    const buckets = 60;
    const trend = Array.from({ length: buckets }, (_, i) => {
      const swell = more.newSince !== undefined ? (i < 36 ? 0 : 1.9) : 1;
      return Math.round(
        ((count * swell) / buckets) * (0.3 + 1.4 * noise(fingerprint, Math.floor(range.fromMs / MINUTE) + i)),
      );
    });
    const { newSince, ...rest } = more;
    const split = (names) => names.map((name, i) => ({ name, count: Math.ceil(count / 2 ** (i + 1)) }));
    return {
      fingerprint,
      app: 'shop',
      type,
      pattern,
      message: pattern
        .replaceAll('<n>', '51')
        .replaceAll('<text>', 'insufficient funds')
        .replaceAll('<address>', '10.0.0.7:5432'),
      ...(culprit === undefined ? {} : { culprit }),
      state: states.get(fingerprint) ?? 'open',
      firstSeenMs: newSince !== undefined ? Date.now() - 23 * MINUTE : Date.now() - 6.3 * 86_400_000,
      lastSeenMs: Date.now() - count * 97,
      firstVersion: '31aa',
      lastVersion: '4f2c',
      ...(newSince === undefined ? {} : { newSince }),
      count: trend.reduce((a, b) => a + b, 0),
      exact: true,
      shareOfRequests: trend.reduce((a, b) => a + b, 0) / 36_210,
      transactions: split(
        [transaction, 'POST /account', 'GET /account/orders/:id/invoice/:invoiceId/download'].slice(
          0,
          count > 50 ? 3 : 1,
        ),
      ),
      servers: split(['web-1', 'web-2']),
      versions: split(newSince === undefined ? ['4f2c', '31aa'] : ['4f2c']),
      trend,
      ...rest,
    };
  };
  const rows = (range) =>
    mode === 'quiet'
      ? []
      : kinds
          .map((kind) => row(kind, range))
          .filter((g) => g.count > 0)
          .sort((a, b) => b.count - a.count);
  const record = (group, i) => ({
    id: `${group.fingerprint}${String(i).padStart(16, '0')}`,
    startMs: group.lastSeenMs - i * 131_000,
    app: 'shop',
    server: i % 2 === 0 ? 'web-1' : 'web-2',
    version: '4f2c',
    kind: 'http',
    transaction: group.transactions[0].name,
    durationMs: 210 + noise(group.fingerprint, i) * 1800,
    outcome: 'error',
    method: 'POST',
    status: 500,
    fingerprint: group.fingerprint,
    errorType: group.type,
    message: group.message.replace('51', String(20 + i * 7)),
  });
  const bucketed = (range) => {
    const bucketMs = Math.max(10_000, Math.round((range.toMs - range.fromMs) / 60 / 10_000) * 10_000);
    return { ...range, bucketMs, startMs: Math.floor(range.fromMs / bucketMs) * bucketMs };
  };
  const list = (query) => {
    const range = rangeOf(query);
    const q = (query.get('q') ?? '').toLowerCase();
    const state = query.get('state') ?? 'open';
    const transaction = query.get('transaction');
    const all = mode === 'off' ? [] : rows(range);
    const groups = all.filter(
      (g) =>
        (state === 'all' || g.state === state) &&
        `${g.type} ${g.pattern} ${g.culprit ?? ''}`.toLowerCase().includes(q) &&
        (transaction === null || g.transactions.some((t) => t.name === transaction)),
    );
    return {
      ...bucketed(range),
      groups,
      total: groups.length,
      errorCount: mode === 'off' ? 412 : all.reduce((a, g) => a + g.count, 0),
      requestCount: 36_210,
      noRecords: mode === 'off',
    };
  };
  const group = (fingerprint, query) => {
    const range = rangeOf(query);
    const found = rows(range).find((g) => g.fingerprint === fingerprint);
    if (found === undefined) return undefined;
    const samples = Array.from({ length: 14 }, (_, i) => record(found, i));
    return {
      ...bucketed(range),
      group: found,
      messages: samples.slice(0, 5).map((s) => ({ text: s.message, atMs: s.startMs })),
      samples,
      latest: {
        record: {
          ...samples[0],
          requestId: 'req-8f31',
          traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
          children: [],
          context: {
            userId: 4711,
            plan: 'pro',
            cartItems: 3,
            url: '/checkout?step=3',
            referrer: 'https://shop.example/cart/summary/of/a/rather/long/path',
          },
          error: {
            type: found.type,
            message: samples[0].message,
            stack: `${found.type}: ${samples[0].message}\n${frames.map((f) => f.text).join('\n')}`,
          },
          logs: [
            { atMs: samples[0].startMs + 12, level: 'warn', message: 'payments: retry 1 of 2 after 120 ms' },
            {
              atMs: samples[0].startMs + 160,
              level: 'error',
              message: 'card declined 51: the bank said "insufficient funds"',
            },
          ],
        },
        frames: found.culprit === undefined ? [] : frames,
      },
    };
  };
  const privacy = () => ({
    retentionMs: 7 * 86_400_000,
    patterns: [
      { name: 'mail address', example: 'jane@example.org', replacement: '<mail>', on: true },
      { name: 'card number', example: '4111 1111 1111 1111', replacement: '<card>', on: true },
      { name: 'bearer token', example: 'Bearer eyJhbGciOiJIUzI1NiIs…', replacement: 'Bearer <token>', on: true },
      { name: 'address of the internet', example: '203.0.113.7', replacement: '<ip>', on: false },
    ],
    fields: [
      { name: 'id', text: 'A random number of 128 bits, so that a record is kept once.' },
      { name: 'startMs', text: 'When it began.' },
      { name: 'transaction', text: 'Its name: a route such as GET /users/:id, never an address with values.' },
      { name: 'error', text: 'Type, message and stack, patterns taken out.' },
      { name: 'context', text: 'What the application adds; see beside.' },
      { name: 'logs', text: 'Lines at warn and above that were written meanwhile, patterns taken out.' },
    ],
    contextKeys: [
      { app: 'shop', keys: ['userId', 'plan', 'cartItems', 'url', 'referrer'] },
      { app: 'billing', keys: [] },
    ],
    allowedContext: ['userId', 'plan', 'cartItems'],
    redactedCounts: { 'mail address': 1204, 'card number': 3 },
  });
  const audit = [
    {
      atMs: Date.now() - 3_600_000,
      action: 'records.removed',
      text: '37 records of shop were removed: context.userId:4711',
      from: '127.0.0.1',
    },
    {
      atMs: Date.now() - 86_400_000 * 2,
      action: 'error.resolved',
      text: 'TypeError: x is not a function was resolved as of 31aa',
      from: '10.0.0.12',
    },
  ];
  let kept = 37;
  return function answerErrors(parts, query, method, body) {
    const [, , first, second] = parts;
    if (first === 'errors' && second === undefined) return [200, list(query)];
    if (first === 'errors') {
      if (method === 'POST') {
        const { action } = JSON.parse(body);
        states.set(second, { resolve: 'resolved', ignore: 'ignored', reopen: 'open' }[action]);
      }
      const found = group(second, query);
      if (found === undefined)
        return [404, { error: { code: 'CARPY_NOT_FOUND', message: `not found: no group ${second}` } }];
      return [200, method === 'POST' ? found.group : found];
    }
    if (first === 'records' && method === 'DELETE') {
      const removed = kept;
      kept = 0;
      audit.unshift({
        atMs: Date.now(),
        action: 'records.removed',
        text: `${removed} records were removed: ${query.get('q')}`,
        from: '127.0.0.1',
      });
      return [200, { removed }];
    }
    if (first === 'privacy') return [200, privacy()];
    if (first === 'audit') return [200, audit];
    return undefined;
  };
}
