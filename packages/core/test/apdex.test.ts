import { apdexScore, apdexZone } from '@carpy/core';
import { expect, it } from 'vitest';

it.each([
  { durationMs: 0, outcome: 'ok', want: 'satisfied' },
  { durationMs: 500, outcome: 'ok', want: 'satisfied' },
  { durationMs: 500.001, outcome: 'ok', want: 'tolerating' },
  { durationMs: 2000, outcome: 'ok', want: 'tolerating' },
  { durationMs: 2000.001, outcome: 'ok', want: 'frustrated' },
  { durationMs: 1, outcome: 'error', want: 'frustrated' },
] as const)('$durationMs ms, $outcome, with T of 500 ms is $want', ({ durationMs, outcome, want }) => {
  expect(apdexZone(durationMs, 500, outcome)).toBe(want);
});

it.each([
  { counts: [60, 30, 10], want: 0.75 },
  { counts: [1, 0, 0], want: 1 },
  { counts: [0, 0, 3], want: 0 },
  { counts: [0, 0, 0], want: Number.NaN },
] as const)('scores $counts as $want', ({ counts: [satisfied, tolerating, frustrated], want }) => {
  expect(apdexScore(satisfied, tolerating, frustrated)).toBe(want);
});
