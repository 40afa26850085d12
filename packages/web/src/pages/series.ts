/** Chart series from the columns of an answer: the same lines and colours on every page. Pure. */
import type { TimingColumns, Totals, Values } from '@carpy/api';
import type { ChartSeries } from '../chart/types.ts';

/** Share of failed requests a slot; null where there were none to fail. */
export const errorShares = (ok: Values, error: Values): (number | null)[] =>
  ok.map((okCount, slot) => {
    const errorCount = error[slot] ?? 0;
    const all = (okCount ?? 0) + errorCount;
    return all === 0 ? null : errorCount / all;
  });

export const errorShareOf = (totals: Totals): number | null =>
  totals.count === 0 ? null : totals.errorCount / totals.count;

export const perSecondOf = (totals: Totals): number | null =>
  totals.recordedS > 0 ? totals.count / totals.recordedS : null;

const has = (values: Values): boolean => values.some((v) => v !== null);

/** ok solid, error dashed; error only where there were any. */
export function percentileSeries(ok: TimingColumns, error: TimingColumns): ChartSeries[] {
  const series: ChartSeries[] = [
    { key: 'median', label: 'median', values: ok.median, color: 'cat-2' },
    { key: 'p95', label: 'p95', values: ok.upper_95, color: 'ok' },
    { key: 'upper', label: 'upper', values: ok.upper, color: 'text-3', width: 1 },
  ];
  if (has(error.upper_95))
    series.push({ key: 'error-p95', label: 'p95 of errors', values: error.upper_95, color: 'error', dash: true });
  return series;
}

export type TimingColumn = 'mean' | 'median' | 'upper_95' | 'upper';

/** One column of both outcomes. */
export function outcomeSeries(ok: TimingColumns, error: TimingColumns, column: TimingColumn): ChartSeries[] {
  const series: ChartSeries[] = [{ key: 'ok', label: 'ok', values: ok[column], color: 'ok' }];
  if (has(error[column]))
    series.push({ key: 'error', label: 'error', values: error[column], color: 'error', dash: true });
  return series;
}

export const apdexSeries = (score: Values): ChartSeries[] => [
  { key: 'apdex', label: 'Apdex', values: score, color: 'ok' },
];

export const errorShareSeries = (ok: Values, error: Values): ChartSeries[] => [
  { key: 'errors', label: 'errors', values: errorShares(ok, error), color: 'error' },
];

/** `at T 500 ms`, or what stands for it where the transactions differ. */
export const thresholdWords = (thresholdMs: number | null, format: (ms: number) => string): string =>
  thresholdMs === null ? 'each at its own T' : `at T ${format(thresholdMs)}`;

/** What a spread strip draws of the totals. */
export const spreadOf = (
  totals: Totals,
): {
  readonly lower: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  readonly upper: number | null;
} => ({
  lower: totals.lowerMs,
  median: totals.medianMs,
  p95: totals.p95Ms,
  upper: totals.upperMs,
});
