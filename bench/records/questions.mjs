// What both engines are asked, as plain data; each one turns it into its own language. `of(i)` is the i-th of a kind: another key, word or
// trace each time, so that no answer lies ready.
import { APPS, TRANSACTIONS } from './made-up-records.mjs';

export const PAGE = 100;
const WORD_PAIRS = [
  ['card', 'declined'],
  ['upstream', 'answer'],
  ['undefined', 'price'],
  ['cart', 'meanwhile'],
];
const key = (i, rank) => ({ app: APPS[i % APPS.length], transaction: TRANSACTIONS[rank] });

/** `goalMs` binds p95 of 10 million records; `dear` ones are asked less often. */
export const questions = (traces) => [
  { name: 'newest, common key', goalMs: 20, of: (i) => key(i, i % 10) },
  { name: 'newest, rare key', goalMs: 20, of: (i) => key(i, 150 + (i % 50)) },
  { name: 'duration > 200 ms, of a key', goalMs: 20, of: (i) => ({ ...key(i, i % 10), aboveMs: 200 }) },
  { name: 'duration > 1 s (rare), of a key', goalMs: 20, of: (i) => ({ ...key(i, i % 10), aboveMs: 1_000 }) },
  { name: 'duration > 1 s, of all', goalMs: 20, of: (i) => ({ app: '', aboveMs: 1_000 + i }) },
  { name: 'error text, 2 words', goalMs: 20, of: (i) => ({ app: '', words: WORD_PAIRS[i % 4] }) },
  { name: 'trace id', goalMs: 20, of: (i) => ({ app: '', traceId: traces[i % traces.length] }) },
  { name: 'slowest first, of an app', goalMs: 20, of: (i) => ({ app: APPS[i % APPS.length], order: 'slowest' }) },
  { name: 'slowest first, of a key', goalMs: 20, of: (i) => ({ ...key(i, i % 10), order: 'slowest' }) },
  { name: 'facets + histogram, of all', goalMs: 100, dear: true, of: () => ({ app: '', counts: true }) },
  {
    name: 'facets + histogram, of an app',
    goalMs: 100,
    dear: true,
    of: (i) => ({ app: APPS[i % APPS.length], counts: true }),
  },
  {
    name: 'facets + histogram, errors of an app',
    goalMs: 100,
    dear: true,
    of: (i) => ({ app: APPS[i % APPS.length], outcome: 'error', counts: true }),
  },
];
