/**
 * Slots: which events a stored point stands for. A flush is stamped with its end, so slot t of the finest tier (step f) holds
 * events in (t - f, t]. A coarser slot t of step s holds the fine slots t … t + s - f (as whisper's does), so events in
 * (t - f, t + s - f]. Links to requests, hovers and deploy marks all use these functions.
 */
import { alignDown, alignUp, type EpochSeconds } from './units.ts';

/** The fine slot of an event: the first multiple of `fineStepS` at or after it. `atS` may have fractions. */
export const fineSlotOf = (atS: number, fineStepS: number): EpochSeconds => alignUp(Math.ceil(atS), fineStepS);

/** The slot of a coarser tier that a fine slot rolls up into. */
export const coarseSlotOf = (fineSlotS: number, coarseStepS: number): EpochSeconds => alignDown(fineSlotS, coarseStepS);

/** The events of slot `slotS` (step `stepS`, finest step `fineStepS`): after `afterS`, up to and with `untilS`. */
export function eventsOfSlot(
  slotS: number,
  stepS: number,
  fineStepS: number,
): { readonly afterS: number; readonly untilS: number } {
  return { afterS: slotS - fineStepS, untilS: slotS + stepS - fineStepS };
}
