/**
 * How long the blocks of a tier are: a window of ten minutes at first, merged to two hours, a day and thirty days as these pass, up to
 * a length that suits the step. Pure arithmetic.
 */
import { alignDown } from '@carpy/core';
import type { Tier } from '../schema/schema.ts';
import { MAX_BLOCK_SLOTS } from './block-format.ts';
import { WINDOW_S } from './window.ts';

/** Lengths of blocks, seconds; each divides the next, and all are aligned to the epoch. */
export const LEVELS_S: readonly number[] = [WINDOW_S, 7_200, 86_400, 2_592_000];
/** How long after its end a span is left alone: longer than a window waits for its seal, so that it is merged once. */
const SETTLE_S = 180;

/** The length at which blocks of a tier stay: 480 to 8,640 slots for the usual steps, at most a quarter of the retention. */
export function finalLengthS({ stepS, retentionS }: Tier): number {
  const bySlots = stepS <= 15 ? 7_200 : stepS <= 120 ? 86_400 : 2_592_000;
  return (
    LEVELS_S.findLast((length) => length <= Math.min(bySlots, retentionS / 4) && length / stepS <= MAX_BLOCK_SLOTS) ??
    WINDOW_S
  );
}

/** A tier is derived from the one before at least this many seconds at a time: windows, or what whole slots of a coarser tier take. */
export const deriveSpanS = ({ stepS }: Tier): number =>
  stepS <= WINDOW_S ? WINDOW_S : 7_200 % stepS === 0 ? 7_200 : 86_400;

/** True for tiers that a seal makes from memory; the others are derived from sealed blocks. */
export const isSealedTier = ({ stepS }: Tier): boolean => stepS <= WINDOW_S;

/** True when the tier still keeps any of a span that ends at `endS`; `clockS` is now, or -Infinity while nothing may be dropped. */
export const keeps = ({ retentionS }: Tier, endS: number, clockS: number): boolean => endS > clockS - retentionS;

export interface Span {
  readonly startS: number;
  readonly lengthS: number;
}

/** True when the span is over for good: what comes for it now is late. */
export const isOver = (startS: number, lengthS: number, nowS: number): boolean => startS + lengthS + SETTLE_S <= nowS;

/**
 * The span of the block that takes new content of a window: the longest one that is over, up to the tier's final length; else the window
 * itself (or one derived span). A burst of points of last year so makes few blocks.
 */
export function spanFor(tier: Tier, windowS: number, nowS: number): Span {
  const least = deriveSpanS(tier);
  const final = Math.max(least, finalLengthS(tier));
  for (let i = LEVELS_S.length - 1; i >= 0; i--) {
    const lengthS = LEVELS_S[i] as number;
    if (lengthS > final || lengthS < least) continue;
    const startS = alignDown(windowS, lengthS);
    if (lengthS === least || isOver(startS, lengthS, nowS)) return { startS, lengthS };
  }
  return { startS: alignDown(windowS, least), lengthS: least };
}
