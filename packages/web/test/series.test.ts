import { expect, it } from 'vitest';
import { errorShares, outcomeSeries, percentileSeries } from '../src/pages/series.ts';

const columns = (values: (number | null)[]) => ({
  count: values,
  mean: values,
  median: values,
  upper_95: values,
  upper: values,
  lower: values,
});

it('shares errors where there were requests', () => {
  expect(errorShares([9, null, null, 0], [1, 2, null, null])).toEqual([0.1, 1, null, null]);
});

it('draws a line of errors only where there were any', () => {
  expect(outcomeSeries(columns([1]), columns([null]), 'mean').map((s) => s.key)).toEqual(['ok']);
  expect(outcomeSeries(columns([1]), columns([2]), 'mean').map((s) => [s.key, s.dash])).toEqual([
    ['ok', undefined],
    ['error', true],
  ]);
  expect(percentileSeries(columns([1]), columns([null])).map((s) => s.key)).toEqual(['median', 'p95', 'upper']);
});
