/** Figures of a range and columns over the grid, as all pages answer them. */
import type { Grid, OverviewAnswer, TimingColumns, Totals, Values } from '@carpy/api';
import { apdexScore, type Outcome } from '@carpy/core';
import type { AppSums, Sums } from '../app-sums.ts';
import type { TimerTotal } from '../timer-total.ts';
import { type Presence, rounded, toCounts, toValues } from '../values.ts';

/** `recordedS`: what rates divide by. `thresholdMs`: T, null when it differs within. */
export function totalsOf(sums: Sums, thresholdMs: number | null, recordedS: number): Totals {
  const { ok, error, apdex, ranks } = sums;
  // Ok and error are never mixed in one latency; errors speak only where there is nothing else.
  const outcome = ok.count > 0 ? 'ok' : 'error';
  const timing = sums[outcome];
  const ranked = ranks[outcome];
  // Percentiles at a coarser step take in whole slots of it, a little more than the range.
  const within = (ms: number): number => Math.min(Math.max(ms, timing.lowerMs), timing.upperMs);
  const [satisfied, tolerating, frustrated] = apdex;
  return {
    count: rounded(ok.count + error.count) ?? 0,
    errorCount: rounded(error.count) ?? 0,
    meanMs: rounded(timing.meanMs()),
    lowerMs: rounded(timing.lowerMs),
    medianMs: rounded(within(ranked.medianMs())),
    p95Ms: rounded(within(ranked.p95Ms())),
    p99Ms: rounded(within(ranked.p99Ms())),
    upperMs: rounded(timing.upperMs),
    totalMs: rounded(ok.sumMs + error.sumMs) ?? 0,
    apdex: { score: rounded(apdexScore(...apdex)), satisfied, tolerating, frustrated, thresholdMs },
    recordedS,
  };
}

export function timingColumns(sums: AppSums, outcome: Outcome, grid: Grid, presence: Presence): TimingColumns {
  const slots = sums[outcome];
  const { median, p95 } = sums.percentiles[outcome];
  const column = (of: (slot: TimerTotal) => number): Values => slots.map((slot) => rounded(of(slot)));
  return {
    count: toCounts(countsOf(slots), grid, presence),
    mean: column((s) => s.meanMs()),
    median: toValues(median),
    upper_95: toValues(p95),
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
