import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  DURATION_STEPS,
  escapePattern,
  exactOf,
  FACET_FIELDS,
  facetFilter,
  facetValueOf,
  matches,
  parseRecordQuery,
  printRecordFilter,
  type StoredRecord,
  wordsOf,
} from '../../src/index.ts';
import { record, recordFilter, storedRecord } from '../support/record-filters.ts';

const shop = record({
  version: '4f2c',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  requestId: 'Req-7',
  fingerprint: '00ff00ff00ff00ff',
  error: { type: 'CardDeclined', message: 'card 4242 declined by example.com' },
  context: { user: 42, plan: 'Gold', trial: false },
  logs: [{ atMs: 1, level: 'warn', message: 'retry_after 30' }],
});
const line: StoredRecord = {
  id: 'b'.repeat(32),
  app: 'shop',
  server: 'worker-1',
  startMs: 1,
  kind: 'log',
  children: [],
  context: {},
  logs: [{ atMs: 1, level: 'error', message: '接続エラー: queue is full' }],
};

it.each([
  ['', [shop, line]],
  ['status:5xx', [shop]],
  ['-status:5xx', [line]],
  ['status:502', [shop]],
  ['status:>502', []],
  ['status:>=502', [shop]],
  ['status:500..502', [shop]],
  ['duration:>612.5ms', []],
  ['duration:>=612.5ms', [shop]],
  ['duration:<1s', [shop]],
  ['transaction:"post /cart"', [shop]],
  ['transaction:POST', []],
  ['transaction:post*', [shop]],
  ['transaction:*t*c*t', [shop]],
  ['transaction:*cartx*', []],
  ['server:w*-1', [shop, line]],
  ['server:web-1*1', []],
  ['version:4f2c', [shop]],
  ['version:*', [shop]],
  ['outcome:error', [shop]],
  ['-outcome:ok', [shop, line]],
  ['method:post route:/cart', [shop]],
  ['kind:log', [line]],
  ['type:card*', [shop]],
  ['error:*', [shop]],
  ['error:00FF00FF00FF00FF', [shop]],
  ['trace:4bf9*', [shop]],
  ['request:req-7', [shop]],
  [`id:${'b'.repeat(32)}`, [line]],
  ['level:error', [line]],
  ['level:warn or level:error', [shop, line]],
  ['context.user:42', [shop]],
  ['context.user:4', []],
  ['context.plan:gold', [shop]],
  ['context.trial:false', [shop]],
  ['context.constructor:*', []],
  ['declined', [shop]],
  ['Declined card', [shop]],
  ['"card declined"', []],
  ['"card 4242 declined"', [shop]],
  ['decline', []],
  ['carddeclined', [shop]],
  ['"retry after"', [shop]],
  ['example.com', [shop]],
  ['エラー', [line]],
  ['接続', [line]],
  ['続接', []],
  ['full or declined', [shop, line]],
])('%s finds what it should', (query, found) => {
  const filter = parseRecordQuery(query);
  expect([shop, line].filter((each) => matches(filter, each))).toEqual(found);
});

it('finds the same by a filter and by what is printed of it', () => {
  fc.assert(
    fc.property(recordFilter, storedRecord, (filter, each) => {
      expect(matches(parseRecordQuery(printRecordFilter(filter)), each)).toBe(matches(filter, each));
    }),
    { numRuns: 1_000 },
  );
});

it('matches a value by its own pattern', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
      const pattern = escapePattern(value);
      expect(exactOf(pattern)).toBe(value.toLowerCase());
      const filter = parseRecordQuery(printRecordFilter({ is: 'term', field: 'transaction', pattern }));
      expect(matches(filter, record({ transaction: value }))).toBe(true);
      expect(matches(filter, record({ transaction: `${value}x` }))).toBe(false);
    }),
  );
});

it('matches wildcards as a regular expression would', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(text, pattern, (transaction, glob) => {
      const expected = new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(transaction);
      expect(matches({ is: 'term', field: 'transaction', pattern: glob }, record({ transaction }))).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

it('finds any phrase of a text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(), fc.nat(), (message, from, count) => {
      const words = wordsOf(message);
      if (words.length === 0) return;
      const start = from % words.length;
      const phrase = words.slice(start, start + 1 + (count % 4));
      expect(matches({ is: 'text', words: phrase }, record({ error: { type: '', message } }))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['', []],
  ['Card-declined, code=E_42!', ['card', 'declined', 'code', 'e', '42']],
  ['Größe ÉTÉ e\u0301te\u0301', ['größe', 'été', 'été']],
  ['数据库 down', ['数', '据', '库', 'down']],
  ['x'.repeat(200), ['x'.repeat(64)]],
  [`${'é'.repeat(63)}𝒳𝒳`, ['é'.repeat(63)]],
])('cuts %s into words', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

it('finds what is counted under a facet value, and nothing else', () => {
  const status = fc.integer({ min: 0, max: 999 });
  const durationMs = fc.oneof(
    fc.constantFrom(...DURATION_STEPS.map((step) => Math.min(step.untilMs, 5_000))),
    fc.integer({ min: 0, max: 9_000 }),
  );
  fc.assert(
    fc.property(
      fc.record({ status, durationMs }).map(record),
      fc.record({ status, durationMs }).map(record),
      (a, b) => {
        for (const field of FACET_FIELDS) {
          const value = facetValueOf(field, a);
          const filter = value === undefined ? undefined : facetFilter(field, value);
          if (filter === undefined) continue;
          expect(matches(filter, a)).toBe(true);
          expect(matches(filter, b)).toBe(facetValueOf(field, b) === value);
        }
      },
    ),
  );
  expect(facetFilter('duration', 'long')).toBeUndefined();
});
