/** Which tiers a store takes. */
import { CarpyError } from '@carpy/core';
import type { Tier } from '../schema/schema.ts';
import { WINDOW_S } from './window.ts';

const DAY_S = 86_400;

/** The flush interval for a day, then what is coarser than it of minutes, ten minutes and hours. */
export const defaultTiers = (fineStepS: number): Tier[] => [
  { stepS: fineStepS, retentionS: DAY_S },
  { stepS: 60, retentionS: 14 * DAY_S },
  { stepS: 600, retentionS: 90 * DAY_S },
  { stepS: 3_600, retentionS: 730 * DAY_S },
];

/** Throws CARPY_BAD_CONFIG. */
export function checkTiers(tiers: readonly Tier[], flushIntervalMs: number): void {
  const bad = (what: string): CarpyError => new CarpyError('CARPY_BAD_CONFIG', `tiers: ${what}`);
  const [finest] = tiers;
  if (finest === undefined) throw bad('there must be one at least');
  if (finest.stepS * 1000 !== flushIntervalMs)
    throw bad(`the finest step is ${finest.stepS} s, the flush interval ${flushIntervalMs} ms; they must be the same`);
  tiers.forEach(({ stepS, retentionS }, i) => {
    if (!isStep(stepS))
      throw bad(
        `a step of ${stepS} s neither divides 10 minutes nor is a longer one of whole minutes that divides a day`,
      );
    const finer = tiers[i - 1];
    if (finer !== undefined && (stepS <= finer.stepS || stepS % finer.stepS !== 0))
      throw bad(`${stepS} s is no multiple of ${finer.stepS} s`);
    if (!(retentionS >= WINDOW_S)) throw bad(`a retention of ${retentionS} s is less than 10 minutes`);
    if (finer !== undefined && retentionS < finer.retentionS)
      throw bad('a coarser tier must keep at least as long as a finer one');
  });
}

/** True for steps that fit the store's windows. */
const isStep = (stepS: number): boolean =>
  Number.isInteger(stepS) &&
  stepS >= 1 &&
  (WINDOW_S % stepS === 0 || (stepS > WINDOW_S && stepS % 60 === 0 && DAY_S % stepS === 0));
