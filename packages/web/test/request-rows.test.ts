import type { RecordRow } from '@carpy/api';
import { expect, it } from 'vitest';
import { refreshed, withNextPage } from '../src/pages/requests/merge-rows.ts';
import { failureWords, nameOf, statusWord } from '../src/pages/requests/row-words.ts';
import { emptyTail, MOST_TAIL_ROWS, released, withRows } from '../src/pages/requests/tail-buffer.ts';

const row = (id: string, more: Partial<RecordRow> = {}): RecordRow => ({
  id,
  startMs: 0,
  app: 'shop',
  server: 'web-1',
  kind: 'http',
  ...more,
});
const rows = (ids: string): readonly RecordRow[] => [...ids].map((id) => row(id));
const ids = (list: readonly RecordRow[]): string => list.map(({ id }) => id).join('');

it.each([
  ['new rows come on top, older pages stay', 'cdefg', 'abcd', 'newest', 'abcdefg'],
  ['nothing new changes nothing', 'cdefg', 'cd', 'newest', 'cdefg'],
  ['a first page that does not reach the old rows takes their place', 'cdefg', 'xy', 'newest', 'xy'],
  ['one page alone is the fresh one', 'cd', 'abc', 'newest', 'abc'],
  ['by duration anything may have moved', 'cdefg', 'abcd', 'slowest', 'abcd'],
] as const)('%s', (_, before, fresh, order, want) => {
  const merged = refreshed({ rows: rows(before), cursor: 'old' }, { rows: rows(fresh), cursor: 'fresh' }, order);
  expect(ids(merged.rows)).toBe(want);
  expect(merged.cursor).toBe(ids(merged.rows).endsWith('g') ? 'old' : 'fresh');
});

it('adds a page, no row twice', () => {
  expect(withNextPage({ rows: rows('abc'), cursor: 'c' }, rows('cde'), null)).toEqual({
    rows: rows('abcde'),
    cursor: null,
  });
});

it('a held tail stands still, counts all that comes, and keeps the newest of it', () => {
  let tail = withRows(emptyTail, rows('ab'), false);
  for (let i = 0; i < 100; i++)
    tail = withRows(
      tail,
      Array.from({ length: 50 }, (_, n) => row(`${i}-${n}`)),
      true,
    );
  expect(ids(tail.shown)).toBe('ab');
  expect(tail.waitingCount).toBe(5000);
  expect(tail.waiting).toHaveLength(MOST_TAIL_ROWS);
  tail = released(tail);
  expect(tail.shown).toHaveLength(MOST_TAIL_ROWS);
  expect(tail.shown.at(-1)?.id).toBe('99-49');
  expect(tail.waitingCount).toBe(0);
});

it('says of each kind what matters', () => {
  expect(statusWord(row('a', { status: 200, outcome: 'ok' }))).toEqual({ text: '200', tone: 'plain' });
  expect(statusWord(row('a', { status: 404, outcome: 'ok' }))).toEqual({ text: '404', tone: 'warn' });
  expect(statusWord(row('a', { status: 500, outcome: 'error' }))).toEqual({ text: '500', tone: 'bad' });
  expect(statusWord(row('a', { kind: 'job', outcome: 'error' }))).toEqual({ text: 'error', tone: 'bad' });
  expect(statusWord(row('a', { kind: 'log', level: 'warn' }))).toEqual({ text: 'warn', tone: 'warn' });
  expect(nameOf(row('a', { transaction: 'POST /cart', method: 'POST' }))).toBe('/cart');
  expect(nameOf(row('a', { transaction: 'checkout', method: 'POST' }))).toBe('checkout');
  expect(nameOf(row('a', { kind: 'log' }))).toBe('outside of any request');
  expect(failureWords(row('a', { errorType: 'TypeError', message: 'x is not a function' }))).toBe(
    'TypeError: x is not a function',
  );
  expect(failureWords(row('a'))).toBe('');
  const bare = row('a', { kind: 'log', message: 'queue is full' });
  expect([nameOf(bare), failureWords(bare)]).toEqual(['queue is full', '']);
  const logged = row('a', { kind: 'log', message: 'queue is full', transaction: 'mail.send' });
  expect([nameOf(logged), failureWords(logged)]).toEqual(['mail.send', 'queue is full']);
});
