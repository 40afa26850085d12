import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  isCarpyError,
  parseRecordQuery,
  printRecordFilter,
  RECORD_FIELDS,
  RECORD_QUERY_LIMITS,
  TERM_FIELDS,
} from '../../src/index.ts';
import { recordFilter } from '../support/record-filters.ts';

const term = (field: string, pattern: string) => ({ is: 'term', field, pattern });
const text = (...words: string[]) => ({ is: 'text', words });
const range = (field: string, min: number, max: number, open: { minOpen?: boolean; maxOpen?: boolean } = {}) => ({
  is: 'range',
  field,
  min,
  max,
  minOpen: false,
  maxOpen: false,
  ...open,
});
const and = (...parts: unknown[]) => ({ is: 'and', parts });
const or = (...parts: unknown[]) => ({ is: 'or', parts });
const not = (part: unknown) => ({ is: 'not', part });

it.each([
  ['', { is: 'all' }],
  ['  \t', { is: 'all' }],
  ['status:5xx', range('status', 500, 599)],
  ['status:500', range('status', 500, 500)],
  ['status:>=500', range('status', 500, Infinity)],
  ['status:<400', range('status', -Infinity, 400, { maxOpen: true })],
  ['status:500..599', range('status', 500, 599)],
  ['status:*', range('status', 0, Infinity)],
  ['duration:>500ms', range('duration', 500, Infinity, { minOpen: true })],
  ['duration:>=1.5s', range('duration', 1_500, Infinity)],
  ['duration:<250us', range('duration', -Infinity, 0.25, { maxOpen: true })],
  ['duration:>2m', range('duration', 120_000, Infinity, { minOpen: true })],
  ['duration:>500', range('duration', 500, Infinity, { minOpen: true })],
  ['duration:100ms..1s', range('duration', 100, 1_000)],
  ['duration:..1s', range('duration', -Infinity, 1_000)],
  ['transaction:"POST /cart"', term('transaction', 'POST /cart')],
  ['transaction:"say \\"hi\\""', term('transaction', 'say "hi"')],
  ['SERVER:web-*', term('server', 'web-*')],
  ['context.user:42', { is: 'context', key: 'user', pattern: '42' }],
  ['context.user.id:42', { is: 'context', key: 'user.id', pattern: '42' }],
  ['context."user id":"a b"', { is: 'context', key: 'user id', pattern: 'a b' }],
  ['error:*', term('error', '*')],
  ['card declined', and(text('card'), text('declined'))],
  ['"Card  declined!"', text('card', 'declined')],
  ['web-1', text('web', '1')],
  ['10:30', text('10', '30')],
  ['a b or c', or(and(text('a'), text('b')), text('c'))],
  ['a and b OR c', or(and(text('a'), text('b')), text('c'))],
  ['a (b or c)', and(text('a'), or(text('b'), text('c')))],
  ['(a b) c', and(text('a'), text('b'), text('c'))],
  ['-a', not(text('a'))],
  ['not a b', and(not(text('a')), text('b'))],
  ['-(a or b)', not(or(text('a'), text('b')))],
  ['--a', not(not(text('a')))],
  ['-"a b"', not(text('a', 'b'))],
  ['"or"', text('or')],
  ['status:5xx duration:>500ms', and(range('status', 500, 599), range('duration', 500, Infinity, { minOpen: true }))],
])('reads %s', (query, filter) => {
  expect(parseRecordQuery(query)).toEqual(filter);
});

it.each([
  ['statsu:500', 0, /no field statsu \(did you mean status\?\)/],
  ['a https://x', 2, /no field https.*goes in quotes/],
  ['status:', 7, /needs a status/],
  ['a status:teapot', 9, /status takes .*5xx.*"teapot" was given/],
  ['status:599..500', 7, /ends before it begins/],
  ['status:1000', 7, /status takes/],
  ['duration:500ms', 9, /duration takes a bound/],
  ['duration:>5parsecs', 9, /us, ms, s or m/],
  ['duration:>1e999s', 9, /duration takes/],
  ['outcome:failed', 8, /ok or error/],
  ['error:TypeError', 6, /fingerprint.*type:/],
  ['context:42', 0, /context.user:42/],
  ['transaction:"POST', 12, /quote is not closed/],
  ['a "b', 2, /quote is not closed/],
  ['(a', 0, /not closed/],
  ['a)', 1, /closes nothing/],
  ['()', 1, /a term must stand before \)/],
  ['a or', 4, /a term must follow or/],
  ['or a', 0, /a term must stand before or/],
  ['not', 3, /a term must follow not/],
  ['a - b', 2, /stands directly before/],
  ['car*', 0, /free words are found whole/],
  ['a ...', 2, /a letter or a digit/],
  ['('.repeat(21), RECORD_QUERY_LIMITS.nesting, /nest more than 20 deep/],
  [`${'-'.repeat(21)}a`, 20, /nest more than 20 deep/],
  ['a '.repeat(101), 200, /at most 100 terms/],
  ['a'.repeat(5_000), RECORD_QUERY_LIMITS.chars, /at most 4096 are read/],
])('refuses %s at %i', (query, position, message) => {
  let thrown: unknown;
  try {
    parseRecordQuery(query);
  } catch (e) {
    thrown = e;
  }
  expect(thrown).toMatchObject({ code: 'CARPY_BAD_QUERY', position, message: expect.stringMatching(message) });
});

it('reads every filter back that it printed', () => {
  fc.assert(
    fc.property(recordFilter, (filter) => {
      expect(parseRecordQuery(printRecordFilter(filter))).toEqual(filter);
    }),
    { numRuns: 2_000 },
  );
});

it('answers any text with a filter or with the place of its fault', () => {
  const piece = fc.constantFrom(
    'status:',
    '"',
    '\\',
    '(',
    ')',
    '-',
    ' ',
    'or',
    'not',
    'and',
    '5xx',
    '..',
    '>',
    '*',
    'context.',
    ':',
    'é',
    '数',
  );
  const query = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(piece, fc.string())).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(query, (text) => {
      try {
        const filter = parseRecordQuery(text);
        expect(parseRecordQuery(printRecordFilter(filter))).toEqual(filter);
      } catch (e) {
        if (!isCarpyError(e)) throw e;
        expect(e.code).toBe('CARPY_BAD_QUERY');
        expect(e.position).toBeGreaterThanOrEqual(0);
        expect(e.position).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('has an example that it reads for every field', () => {
  expect(RECORD_FIELDS.map((field) => field.name).sort()).toEqual(
    [...TERM_FIELDS, 'duration', 'status', 'context.'].sort(),
  );
  for (const { name, example } of RECORD_FIELDS) {
    expect(example.startsWith(name)).toBe(true);
    expect(parseRecordQuery(example).is).not.toBe('text');
  }
});
