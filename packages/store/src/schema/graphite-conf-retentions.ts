/**
 * `retentions = 10s:6h,1m:7d`: read as whisper reads it, checked as whisper checks it (validateArchiveList), and then as this store does
 * (embedded/check-tiers.ts).
 */
import { isCarpyError } from '@carpy/core';
import { checkTiers } from '../embedded/check-tiers.ts';
import type { Tier } from './schema.ts';

/** Any beginning of one of these is a unit, as whisper's own tools have it: s, sec, min, hour, d, week, y; carbon knows the one letter. */
const UNITS = [
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 3_600],
  ['days', 86_400],
  ['weeks', 604_800],
  ['years', 31_536_000],
] as const;
const MAX_TIERS = 16;

/** Finest first. Throws RangeError with the reason. */
export function readRetentions(text: string): readonly Tier[] {
  const parts = text.split(',');
  if (parts.length > MAX_TIERS) throw new RangeError(`${parts.length} tiers were given, at most ${MAX_TIERS} are read`);
  const tiers = parts.map((part) => tierOf(part.trim())).sort((a, b) => a.stepS - b.stepS);
  for (const [i, tier] of tiers.entries()) {
    const coarser = tiers[i + 1];
    if (coarser !== undefined) checkPair(tier, coarser);
  }
  try {
    checkTiers(tiers, (tiers[0] as Tier).stepS * 1_000);
  } catch (e) {
    throw isCarpyError(e) ? new RangeError(e.detail.replace(/^tiers: /, '')) : e;
  }
  return tiers;
}

function tierOf(text: string): Tier {
  const at = text.indexOf(':');
  if (at < 0) throw new RangeError(`'${text.slice(0, 100)}' is not STEP:RETENTION, such as 10s:6h`);
  const step = amountOf(text.slice(0, at), text);
  const kept = amountOf(text.slice(at + 1), text);
  const stepS = step.n * (step.unitS ?? 1);
  if (stepS === 0) throw new RangeError(`'${text}' has a step of 0`);
  // A number without a unit is one of points.
  const points = kept.unitS === undefined ? kept.n : Math.floor((kept.n * kept.unitS) / stepS);
  if (points === 0) throw new RangeError(`'${text}' keeps no point`);
  return { stepS, retentionS: points * stepS };
}

function amountOf(text: string, tier: string): { readonly n: number; readonly unitS: number | undefined } {
  const read = /^(\d{1,12})([a-z]*)$/.exec(text);
  const unit = read?.[2] ?? '';
  const unitS = UNITS.find(([name]) => name.startsWith(unit))?.[1];
  if (read === null || unitS === undefined)
    throw new RangeError(
      `'${text.slice(0, 100)}' in '${tier.slice(0, 100)}' is not a number with a unit s, m, h, d, w or y`,
    );
  return { n: Number(read[1]), unitS: unit === '' ? undefined : unitS };
}

/** What whisper asks of neighbours. */
function checkPair(finer: Tier, coarser: Tier): void {
  const [fine, coarse] = [finer.stepS, coarser.stepS];
  if (fine === coarse) throw new RangeError(`two tiers have a step of ${fine} s`);
  if (coarse % fine !== 0) throw new RangeError(`the step ${fine} s must divide ${coarse} s evenly`);
  if (coarser.retentionS <= finer.retentionS)
    throw new RangeError(
      `the tier of ${coarse} s keeps ${coarser.retentionS} s, which must be longer than the ${finer.retentionS} s of the tier of ${fine} s`,
    );
  if (finer.retentionS < coarse)
    throw new RangeError(
      `the tier of ${fine} s has ${finer.retentionS / fine} points, but ${coarse / fine} make one of ${coarse} s`,
    );
}
