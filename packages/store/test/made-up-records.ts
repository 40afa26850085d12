/** Records and filters made up by fast-check: few values, so that they meet. */
import type { RecordFilter, StoredRecord } from '@carpy/core';
import fc from 'fast-check';

export const RECORDS_T0 = 1_767_323_040_000;

const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const sentence = fc
  .array(fc.constantFrom('card', 'declined', 'Timeout', 'of', '30s', 'für', '支払', 'x_y'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((words) => words.join(' '));
const transactions = ['GET /users/:id', 'POST /cart', 'job mail', 'other'] as const;
const traces = ['4bf92f3577b34da6a3ce929d0e0e4736', '4BF92F3577B34DA6A3CE929D0E0E4736', 'no-hex'] as const;

/** Fields that are undefined are left out, as JSON does. */
const clean = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;

export const madeUpRecord: fc.Arbitrary<StoredRecord> = fc
  .record({
    id: hex(32),
    app: fc.constantFrom('shop', 'mail'),
    server: fc.constantFrom('web-1', 'web-2'),
    version: optional(fc.constantFrom('4f2c', '5a00')),
    // Ties are common.
    startMs: fc.integer({ min: 0, max: 300 }).map((s) => RECORDS_T0 + s * 1_000),
    durationMs: optional(
      fc.oneof(
        fc.constantFrom(5, 10, 500, 5_000),
        fc.integer({ min: 0, max: 6_000_000 }).map((us) => us / 1000),
      ),
    ),
    transaction: optional(fc.constantFrom(...transactions)),
    outcome: optional(fc.constantFrom('ok' as const, 'error' as const)),
    kind: fc.constantFrom('http', 'job', 'log'),
    method: optional(fc.constantFrom('GET', 'POST')),
    route: optional(fc.constantFrom('/users/:id', '/cart')),
    status: optional(fc.constantFrom(200, 404, 500, 503)),
    requestId: optional(fc.constantFrom('req-1', 'REQ-2')),
    traceId: optional(fc.oneof(fc.constantFrom(...traces), hex(32))),
    weight: optional(fc.constantFrom(1, 2.5, 10)),
    fingerprint: optional(fc.constantFrom('00aa00aa00aa00aa', 'ffaa00aa00aa00aa')),
    error: optional(fc.record({ type: fc.constantFrom('TypeError', 'Error'), message: sentence })),
    context: fc.dictionary(
      fc.constantFrom('user', 'Region'),
      fc.oneof(fc.constantFrom('eu-1', 'EU-2', '42'), fc.integer({ max: 44, min: 42 }), fc.boolean()),
    ),
    logs: fc.array(
      fc.record({ atMs: fc.constant(RECORDS_T0), level: fc.constantFrom('warn', 'Error'), message: sentence }),
      { maxLength: 2 },
    ),
    children: fc.constant([]),
  })
  .map((record) => clean({ ...record, context: { ...record.context } }) as StoredRecord);

const term = (
  field: Extract<RecordFilter, { is: 'term' }>['field'],
  ...patterns: string[]
): fc.Arbitrary<RecordFilter> =>
  fc.constantFrom(...patterns).map((pattern) => ({ is: 'term' as const, field, pattern }));

const leaf: fc.Arbitrary<RecordFilter> = fc.oneof(
  fc.constant<RecordFilter>({ is: 'all' }),
  term('transaction', 'post /cart', '*/*', 'nothing'),
  term('server', 'web-1', 'web-*'),
  term('version', '4f2c', '*'),
  term('outcome', 'error', 'OK'),
  term('method', 'get'),
  term('route', '/users/*', '/cart'),
  term('kind', 'log', 'http'),
  term('type', 'typeerror', 'type*', '*'),
  term('error', '00aa00aa00aa00aa', '*aa'),
  term('trace', ...traces, '4bf9*'),
  term('request', 'req-2', 'req-*'),
  term('id', '0*', 'f0*'),
  term('level', 'error', 'w*'),
  fc
    .record({
      field: fc.constant('duration' as const),
      min: fc.constantFrom(Number.NEGATIVE_INFINITY, 0, 5, 10, 500, 499.9995),
      max: fc.constantFrom(Number.POSITIVE_INFINITY, 10, 500, 5_000, 4_999.9999),
      minOpen: fc.boolean(),
      maxOpen: fc.boolean(),
    })
    .map((range) => ({ is: 'range' as const, ...range })),
  fc
    .record({
      field: fc.constant('status' as const),
      min: fc.constantFrom(Number.NEGATIVE_INFINITY, 200, 500),
      max: fc.constantFrom(Number.POSITIVE_INFINITY, 299, 500),
      minOpen: fc.boolean(),
      maxOpen: fc.boolean(),
    })
    .map((range) => ({ is: 'range' as const, ...range })),
  fc
    .record({
      key: fc.constantFrom('user', 'Region', 'none'),
      pattern: fc.constantFrom('42', 'eu-1', 'eu-*', 'true', '*'),
    })
    .map((context) => ({ is: 'context' as const, ...context })),
  fc
    .constantFrom(['card'], ['card', 'declined'], ['timeout', 'of'], ['für'], ['支'], ['x', 'y'], ['missing'])
    .map((words) => ({ is: 'text' as const, words })),
);

export const madeUpFilter: fc.Arbitrary<RecordFilter> = fc.letrec<{ filter: RecordFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.record({
      is: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
    }),
    tie('filter').map((part) => ({ is: 'not' as const, part })),
  ),
})).filter;
