import fc from 'fast-check';
import { expect, it } from 'vitest';
import { completeRecordQuery } from '../../src/index.ts';

const known = {
  transaction: ['GET /', 'POST /cart', 'GET /cart/*'],
  server: ['web-1', 'web-2'],
  context: ['user', 'user id'],
  'context.user': ['42', '43'],
};

/** The query with the caret at `|`, and what it would be with the first item taken. */
function complete(marked: string): { labels: readonly string[]; taken: string } {
  const caret = marked.indexOf('|');
  const query = marked.replace('|', '');
  const { from, to, items } = completeRecordQuery(query, caret, known);
  const first = items[0];
  return {
    labels: items.map((item) => item.label),
    taken: first === undefined ? query : query.slice(0, from) + first.insert + query.slice(to),
  };
}

it.each([
  ['|', 'status:'],
  ['sta|', 'status:'],
  ['dur| server:web-1', 'duration: server:web-1'],
  ['a (ser|', 'a (server:'],
  ['-ser|', '-server:'],
  ['server:|', 'server:web-1'],
  ['server:web-2|', 'server:web-2'],
  ['server:"w|', 'server:web-1'],
  ['transaction:cart|', 'transaction:"POST /cart"'],
  ['transaction:"GET /c|', 'transaction:"GET /cart/\\\\*"'],
  ['status:4|xx', 'status:4xx'],
  ['duration:>1|', 'duration:>100ms'],
  ['outcome:e|', 'outcome:error'],
  ['st|atus:5xx', 'status:5xx'],
  ['context.us|', 'context.user:'],
  ['context."user i|', 'context."user i'],
  ['context.user:|', 'context.user:42'],
  ['a or|', 'a or '],
  ['constructor:|', 'constructor:'],
  ['"free te|xt', '"free text'],
])('%s becomes %s', (marked, taken) => {
  expect(complete(marked).taken).toBe(taken);
});

it('offers what begins with the text before what holds it', () => {
  expect(complete('transaction:g|').labels).toEqual(['GET /', 'GET /cart/*']);
  expect(complete('ion:|').labels).toEqual([]);
  expect(complete('er|').labels).toEqual(['error:', 'server:', 'version:', 'context.user:', 'context."user id":']);
});

it('works at any caret of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (query, n) => {
      const caret = n % (query.length + 1);
      const { from, to, items } = completeRecordQuery(query, caret, known);
      expect(from).toBeLessThanOrEqual(caret);
      expect(to).toBeGreaterThanOrEqual(from);
      expect(items.length).toBeLessThanOrEqual(20);
    }),
    { numRuns: 2_000 },
  );
});
