/** Figures of a range and columns over the grid, as all pages answer them. */
import type { Grid, OverviewAnswer, TimingColumns, Totals, Values } from '@carpy/api';
import { apdexScore } from '@carpy/core';
import type { AppSums, Sums } from '../app-sums.ts';
import type { TimerTotal } from '../timer-total.ts';
import { type Presence, rounded, toCounts, toValues } from '../values.ts';

/** `recordedS`: what rates divide by. `thresholdMs`: T, null when it differs within. */
export function totalsOf(sums: Sums, thresholdMs: number | null, recordedS: number): Totals {
  const { ok, error, apdex } = sums;
  // Ok and error are never mixed in one latency; errors speak only where there is nothing else.
  const timing = ok.count > 0 ? ok : error;
  const [satisfied, tolerating, frustrated] = apdex;
  return {
    count: rounded(ok.count + error.count) ?? 0,
    errorCount: rounded(error.count) ?? 0,
    meanMs: rounded(timing.meanMs()),
    lowerMs: rounded(timing.lowerMs),
    medianMs: rounded(timing.medianMs()),
    p95Ms: rounded(timing.p95Ms()),
    p99Ms: rounded(timing.p99Ms()),
    upperMs: rounded(timing.upperMs),
    totalMs: rounded(ok.sumMs + error.sumMs) ?? 0,
    apdex: { score: rounded(apdexScore(...apdex)), satisfied, tolerating, frustrated, thresholdMs },
    recordedS,
  };
}

export function timingColumns(slots: readonly TimerTotal[], grid: Grid, presence: Presence): TimingColumns {
  const column = (of: (slot: TimerTotal) => number): Values => slots.map((slot) => rounded(of(slot)));
  return {
    count: toCounts(countsOf(slots), grid, presence),
    mean: column((s) => s.meanMs()),
    median: column((s) => s.medianMs()),
    upper_95: column((s) => s.p95Ms()),
    upper: column((s) => s.upperMs),
    lower: column((s) => s.lowerMs),
  };
}

/** NaN for a slot without any. */
export const countsOf = (slots: readonly TimerTotal[]): number[] =>
  slots.map((s) => (s.count > 0 ? s.count : Number.NaN));

export function apdexColumns(sums: AppSums, grid: Grid, presence: Presence): OverviewAnswer['apdex'] {
  const zone = (z: number): Float64Array => sums.apdex.subarray(z * grid.slots, (z + 1) * grid.slots);
  const [satisfied, tolerating, frustrated] = [zone(0), zone(1), zone(2)];
  return {
    score: toValues(satisfied.map((s, i) => apdexScore(s, tolerating[i] as number, frustrated[i] as number))),
    satisfied: toCounts(satisfied, grid, presence),
    tolerating: toCounts(tolerating, grid, presence),
    frustrated: toCounts(frustrated, grid, presence),
  };
}
