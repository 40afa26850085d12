import type { TransactionRow } from '@carpy/api';
import { expect, it } from 'vitest';
import { barOf, filtered, ranked } from '../src/pages/transactions/ranking.ts';

const row = (
  transaction: string,
  totalMs: number,
  p95Ms: number | null,
  count: number,
  errorCount: number,
  score: number | null,
): TransactionRow => ({
  transaction,
  display: transaction,
  totals: {
    count,
    errorCount,
    meanMs: 1,
    lowerMs: 1,
    medianMs: 1,
    p95Ms,
    p99Ms: 1,
    upperMs: 1,
    totalMs,
    apdex: { score, satisfied: 0, tolerating: 0, frustrated: 0, thresholdMs: 500 },
    recordedS: 60,
  },
  share: totalMs / 100,
  p95: [],
  errors: [],
});

const rows = [
  row('unmatched', 999, 999, 999, 999, 0),
  row('a', 10, 300, 5, 0, 0.99),
  row('b', 60, 100, 9, 2, null),
  row('c', 30, null, 1, 7, 0.5),
];

it.each([
  ['time', 'b c a unmatched'],
  ['p95', 'a b c unmatched'],
  ['calls', 'b a c unmatched'],
  ['errors', 'c b a unmatched'],
  ['apdex', 'c a b unmatched'],
] as const)('ranks by %s, what has no route last', (sort, want) => {
  expect(
    ranked(rows, sort)
      .map((r) => r.transaction)
      .join(' '),
  ).toBe(want);
});

it('filters by every word, in any case', () => {
  const named = ['GET /cart', 'POST /cart', 'POST /checkout'].map((name) => row(name, 1, 1, 1, 0, 1));
  expect(filtered(named, 'cart post').map((r) => r.display)).toEqual(['POST /cart']);
  expect(filtered(named, '  ')).toBe(named);
  expect(filtered(named, '.*')).toEqual([]);
});

it('draws bars against the greatest row, not against what has no route', () => {
  expect(barOf(rows[2] as TransactionRow, 'calls', rows)).toBe(1);
  expect(barOf(rows[1] as TransactionRow, 'calls', rows)).toBeCloseTo(5 / 9);
  expect(barOf(rows[2] as TransactionRow, 'time', rows)).toBe(0.6);
});
