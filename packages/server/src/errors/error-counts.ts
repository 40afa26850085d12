/** Holds the errors of records against those of the metrics, which count every one. */
import type { TransactionsAnswer } from '@carpy/api';
import type { CountFactors, RecordedErrors } from './errors-client.ts';

/**
 * Records and flushes of one moment do not come at the same: at both ends of a range a few errors are in one and not in the other. A
 * difference within either bound is no sign that records were left out.
 */
const LEFT_OUT = { least: 2, share: 0.02 } as const;

export interface ErrorCounts {
  readonly factors: CountFactors;
  /** Of the range, by the metrics where these have them. */
  readonly errorCount: number;
  readonly requestCount: number;
}

/** `metrics` undefined where an app has none; `only`: of one transaction, its segment. */
export function errorCounts(
  { byTransaction, others }: RecordedErrors,
  metrics: TransactionsAnswer | undefined,
  only?: string,
): ErrorCounts {
  const factors: Record<string, number> = {};
  const left = new Map(Object.entries(byTransaction));
  let errorCount = only === undefined ? others : 0;
  let requestCount = 0;
  for (const { transaction, totals } of metrics?.rows ?? []) {
    const recorded = left.get(transaction) ?? 0;
    left.delete(transaction);
    if (only !== undefined && transaction !== only) continue;
    requestCount += totals.count;
    errorCount += Math.max(totals.errorCount, recorded);
    const missing = totals.errorCount - recorded;
    if (recorded > 0 && missing > Math.max(LEFT_OUT.least, recorded * LEFT_OUT.share))
      factors[transaction] = totals.errorCount / recorded;
  }
  for (const [transaction, recorded] of left) if (only === undefined || transaction === only) errorCount += recorded;
  return { factors, errorCount: Math.round(errorCount), requestCount };
}
