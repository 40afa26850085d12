/**
 * The grid that all charts of one page share: which step, which slots, what of them was recorded.
 *
 * The step is one of a ladder, always a multiple of the tier read, so that every slot is a sum of whole slots of the store.
 * The first slot is widened to a whole one: closed slots then have the same numbers whatever the range asked for.
 */
import type { Grid } from '@carpy/api';
import { alignDown } from '@carpy/core';
import type { Coverage, Tier } from '@carpy/store';
import type { RangeJson } from './query-client.ts';

/** Seconds. The steps a reader knows from clocks and calendars. */
const LADDER_S = [1, 2, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 21_600, 86_400];

export interface GridPlan {
  /** Stamp of the first slot, epoch s; a multiple of `stepS`. */
  readonly startS: number;
  readonly stepS: number;
  readonly slots: number;
  /** The step of the stored data, a divisor of `stepS`. */
  readonly dataStepS: number;
  readonly fineStepS: number;
  readonly stepReason: string | undefined;
}

/** The finest slots of a range: stamps in (from, to]. A range without a whole slot is drawn as the one it ends in. */
export function fineSlots(range: RangeJson, fineStepS: number): { readonly firstS: number; readonly lastS: number } {
  const lastS = alignDown(Math.floor(range.toMs / 1000), fineStepS);
  return { firstS: Math.min(lastS, alignDown(Math.floor(range.fromMs / 1000), fineStepS) + fineStepS), lastS };
}

/** The smallest step of the ladder that is a multiple of `dataStepS` and gives at most `maxPoints` slots. */
export function chooseStepS(firstS: number, lastS: number, dataStepS: number, maxPoints: number): number {
  const fits = (stepS: number): boolean =>
    (alignDown(lastS, stepS) - alignDown(firstS, stepS)) / stepS + 1 <= maxPoints;
  if (fits(dataStepS)) return dataStepS;
  for (const stepS of LADDER_S) if (stepS % dataStepS === 0 && fits(stepS)) return stepS;
  // Flush intervals that divide none of these, and ranges of years.
  let stepS = dataStepS;
  while (!fits(stepS)) stepS *= 2;
  return stepS;
}

/** Plans the grid over data of one step. `fineStepS` is the step of the finest tier. */
export function planGrid(
  range: RangeJson,
  maxPoints: number,
  dataStepS: number,
  fineStepS: number,
  nowMs: number,
  tiers: readonly Tier[],
): GridPlan {
  const { firstS, lastS } = fineSlots(range, fineStepS);
  const stepS = chooseStepS(firstS, lastS, dataStepS, maxPoints);
  const startS = alignDown(firstS, stepS);
  return {
    startS,
    stepS,
    slots: (alignDown(lastS, stepS) - startS) / stepS + 1,
    dataStepS,
    fineStepS,
    stepReason: reasonOf(stepS, chooseStepS(firstS, lastS, fineStepS, maxPoints), range, nowMs, tiers),
  };
}

function reasonOf(
  stepS: number,
  askedStepS: number,
  range: RangeJson,
  nowMs: number,
  tiers: readonly Tier[],
): string | undefined {
  if (stepS <= askedStepS) return undefined;
  const finest = tiers[0];
  if (finest !== undefined && nowMs - range.fromMs > finest.retentionS * 1000) {
    return `points older than ${durationWords(finest.retentionS)} are kept at ${durationWords(stepS)}`;
  }
  return undefined;
}

/** 10 -> "10 s", 60 -> "1 min", 86400 -> "1 d". */
export function durationWords(seconds: number): string {
  for (const [size, unit] of [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
  ] as const) {
    if (seconds >= size && seconds % size === 0) return `${seconds / size} ${unit}`;
  }
  return `${seconds} s`;
}

/** Index of the grid's slot that a stored slot belongs to; may lie outside of [0, slots). */
export const bucketOfSlot = (plan: GridPlan, slotS: number): number => Math.floor((slotS - plan.startS) / plan.stepS);

/** The grid as the answer carries it, its coverage summed from that of the stored slots. `percentileStepS`: where it is coarser. */
export function gridAnswer(
  plan: GridPlan,
  coverage: Coverage | undefined,
  range: RangeJson,
  nowMs: number,
  percentileStepS?: number,
): Grid {
  const coveredMs = new Array<number>(plan.slots).fill(0);
  if (coverage !== undefined) {
    for (let i = 0; i < coverage.coveredMs.length; i++) {
      const bucket = bucketOfSlot(plan, coverage.startS + i * coverage.stepS);
      if (bucket >= 0 && bucket < plan.slots)
        coveredMs[bucket] = (coveredMs[bucket] as number) + (coverage.coveredMs[i] as number);
    }
  }
  const openSlot = openSlotOf(plan, coveredMs, range, nowMs);
  return {
    startS: plan.startS,
    stepS: plan.stepS,
    slots: plan.slots,
    fineStepS: plan.fineStepS,
    coveredMs,
    ...(percentileStepS === undefined ? {} : { percentileStepS }),
    ...(plan.stepReason === undefined ? {} : { stepReason: plan.stepReason }),
    ...(openSlot === undefined ? {} : { openSlot }),
  };
}

/** The last slot, while flushes into it are still to come. */
function openSlotOf(plan: GridPlan, coveredMs: readonly number[], range: RangeJson, nowMs: number): number | undefined {
  const last = plan.slots - 1;
  const lastFlushS = plan.startS + (last + 1) * plan.stepS - plan.fineStepS;
  if (range.toMs / 1000 < lastFlushS && !range.live) return undefined;
  if (nowMs / 1000 < lastFlushS) return last;
  // The flush of the newest slot needs a moment after its stamp until it can be read.
  const justNow = nowMs / 1000 - lastFlushS < plan.fineStepS;
  return justNow && coveredMs[last] === 0 ? last : undefined;
}

/**
 * Seconds recorded of the grid since `firstS`, the app's first fine slot: what rates divide by. Counted in stored slots, and of the
 * one it began in no more than what was left of it: a grid's slot may be hours long, and a young app's rate would be far too low.
 */
export function recordedSeconds(plan: GridPlan, coverage: Coverage | undefined, firstS: number | undefined): number {
  if (coverage === undefined || firstS === undefined) return 0;
  let ms = 0;
  for (const [i, coveredMs] of coverage.coveredMs.entries()) {
    const slotS = coverage.startS + i * coverage.stepS;
    const bucket = bucketOfSlot(plan, slotS);
    if (bucket < 0 || bucket >= plan.slots) continue;
    ms += Math.min(coveredMs, Math.max(0, slotS + coverage.stepS - firstS) * 1000);
  }
  return ms / 1000;
}
