import { expect, it } from 'vitest';
import { reportingOf } from '../src/components/reporting.ts';

it.each([
  [0, 'reporting'],
  [30_000, 'reporting'],
  [30_001, 'late'],
  [120_000, 'late'],
  [120_001, 'silent'],
  [null, 'silent'],
] as const)('%s ms old is %s at flushes of 10 s', (ageMs, want) => {
  expect(reportingOf(ageMs, 10_000)).toBe(want);
});

it('is as patient as the flushes are long', () => {
  expect(reportingOf(170_000, 60_000)).toBe('reporting');
  expect(reportingOf(300_000, 60_000)).toBe('late');
});
