import { expect, it } from 'vitest';
import { backoffMs } from '../src/data/backoff.ts';

it('doubles up to 30 s and spreads', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map((attempt) => backoffMs(attempt, 0.5))).toEqual([
    1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
  ]);
  expect(backoffMs(1, 0)).toBe(800);
  expect(backoffMs(1, 1)).toBe(1200);
});
