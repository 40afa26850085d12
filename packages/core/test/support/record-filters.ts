/** Records and filters made up for property tests. */
import fc from 'fast-check';
import { allOf, anyOf, type RecordFilter, type StoredRecord, TERM_FIELDS, wordsOf } from '../../src/index.ts';

export function record(part: Partial<StoredRecord> = {}): StoredRecord {
  return {
    id: 'a'.repeat(32),
    app: 'shop',
    server: 'web-1',
    startMs: 1_700_000_000_000,
    durationMs: 612.5,
    transaction: 'POST /cart',
    outcome: 'error',
    kind: 'http',
    method: 'POST',
    route: '/cart',
    status: 502,
    children: [],
    context: {},
    logs: [],
    ...part,
  };
}

const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef*'), minLength: 1, maxLength: 8 });
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('a*', '\\*', 'or', '-x', 'a b"'),
);
const number = fc.integer({ min: 0, max: 999 });
const ms = fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }).map(Math.abs), fc.integer({ min: 0, max: 600_000 }));

const term = fc.oneof(
  fc
    .record({ field: fc.constantFrom(...TERM_FIELDS), pattern: text, digits: hex })
    .map(({ field, pattern, digits }): RecordFilter => {
      if (field === 'outcome') return { is: 'term', field, pattern: 'error' };
      if (field === 'error' || field === 'trace' || field === 'id') return { is: 'term', field, pattern: digits };
      return { is: 'term', field, pattern };
    }),
  fc.record({ key: text, pattern: text }).map(({ key, pattern }): RecordFilter => ({ is: 'context', key, pattern })),
  fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .map(wordsOf)
    .filter((words) => words.length > 0)
    .map((words): RecordFilter => ({ is: 'text', words })),
  range('status', number),
  range('duration', ms),
);

function range(field: 'status' | 'duration', value: fc.Arbitrary<number>): fc.Arbitrary<RecordFilter> {
  const low = fc
    .record({ min: value, minOpen: fc.boolean() })
    .map(({ min, minOpen }) => ({ min, minOpen, max: Infinity, maxOpen: false }));
  const high = fc
    .record({ max: value, maxOpen: fc.boolean() })
    .map(({ max, maxOpen }) => ({ max, maxOpen, min: -Infinity, minOpen: false }));
  const both = fc
    .tuple(value, value)
    .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b), minOpen: false, maxOpen: false }));
  return fc.oneof(low, high, both).map((bounds): RecordFilter => ({ is: 'range', field, ...bounds }));
}

/** Filters as the parser makes them, nested a few levels. */
export const recordFilter: fc.Arbitrary<RecordFilter> = fc.letrec<{ filter: RecordFilter; node: RecordFilter }>(
  (tie) => ({
    node: fc.oneof(
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(allOf),
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(anyOf),
      tie('filter').map((part): RecordFilter => ({ is: 'not', part })),
    ),
    filter: fc.oneof({ depthSize: 'small', maxDepth: 4 }, term, tie('node')),
  }),
).filter;

const word = fc.constantFrom('web-1', 'card', 'Declined', 'é', '数据', 'POST /cart', 'GET /cart', '42', 'ok');
export const storedRecord: fc.Arbitrary<StoredRecord> = fc
  .record({
    transaction: word,
    server: word,
    status: fc.option(number, { nil: undefined }),
    durationMs: fc.integer({ min: 0, max: 10_000 }),
    message: fc.array(word, { maxLength: 5 }).map((words) => words.join(' ')),
    user: fc.oneof(word, fc.integer({ max: 50 }), fc.boolean()),
  })
  .map(({ status, message, user, ...rest }) =>
    record({
      ...rest,
      ...(status === undefined ? {} : { status }),
      error: { type: 'Error', message },
      context: { user },
    }),
  );
