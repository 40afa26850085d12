/**
 * Percentiles at a step of their own. Sketches of closed data are kept from a coarser step on than counts and sums, so a page's grid
 * may be finer than its percentiles: a value of theirs is then repeated over the slots of the grid that lie in its slot.
 *
 * The first percentile slot is widened to a whole one, so it may begin before the grid does.
 */
import { alignDown } from '@carpy/core';
import type { Coverage } from '@carpy/store';
import type { OutcomeRecord } from './app-records.ts';
import type { GridPlan } from './grid.ts';
import type { TimerTotal } from './timer-total.ts';

export interface PercentileRecords {
  /** Slots of the sketches' step over the range of the grid. */
  readonly plan: GridPlan;
  readonly outcomes: readonly OutcomeRecord[];
  /** Index of the first slot that flushes are still to come for; `plan.slots` where there is none. */
  readonly openFrom: number;
}

/** median and upper_95 over the grid, ms; NaN for none. */
export interface PercentileColumns {
  readonly median: Float64Array;
  readonly p95: Float64Array;
}

/** The slots of `stepS`, a multiple of the grid's step, that the grid lies in. */
export function planPercentiles(grid: GridPlan, stepS: number): GridPlan {
  const startS = alignDown(grid.startS, stepS);
  const lastS = grid.startS + (grid.slots - 1) * grid.stepS;
  return { ...grid, startS, stepS, dataStepS: stepS, slots: (alignDown(lastS, stepS) - startS) / stepS + 1 };
}

/** See `PercentileRecords.openFrom`. `coverage` is that of the read the sketches come from. */
export function openFrom(plan: GridPlan, coverage: Coverage | undefined, nowMs: number): number {
  const { startS, stepS, slots, fineStepS } = plan;
  const isWhole = (slot: number): boolean => {
    const slotS = startS + slot * stepS;
    const sinceLastFlushS = nowMs / 1000 - (slotS + stepS - fineStepS);
    if (sinceLastFlushS < 0) return false;
    if (sinceLastFlushS >= fineStepS || coverage === undefined) return true;
    // The last flush needs a moment after its stamp until it can be read.
    const coveredMs = coverage.coveredMs[(slotS - coverage.startS) / coverage.stepS] ?? 0;
    return coveredMs >= (stepS - fineStepS / 2) * 1000;
  };
  let open = slots;
  while (open > 0 && !isWhole(open - 1)) open--;
  return open;
}

/** Of sums over the grid's own slots. */
export function percentilesOf(totals: readonly TimerTotal[]): PercentileColumns {
  return {
    median: Float64Array.from(totals, (t) => t.medianMs()),
    p95: Float64Array.from(totals, (t) => t.p95Ms()),
  };
}

/** Columns over the slots of `percentiles.plan`, repeated over those of the grid. */
export const repeatedColumns = (
  grid: GridPlan,
  percentiles: PercentileRecords,
  { median, p95 }: PercentileColumns,
): PercentileColumns => ({ median: repeated(grid, percentiles, median), p95: repeated(grid, percentiles, p95) });

/** One column of them. */
export function repeated(grid: GridPlan, percentiles: PercentileRecords, values: Float64Array): Float64Array {
  const { plan, openFrom: end } = percentiles;
  return Float64Array.from({ length: grid.slots }, (_, b) => {
    const slot = Math.floor((grid.startS + b * grid.stepS - plan.startS) / plan.stepS);
    return slot < end ? (values[slot] as number) : Number.NaN;
  });
}
