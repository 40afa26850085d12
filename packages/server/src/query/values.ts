/** Numbers as answers carry them: null for a gap, three decimals (a µs, for durations), counts filled with zero where nothing came. */
import type { Grid, Values } from '@carpy/api';

export function rounded(v: number): number | null {
  return Number.isFinite(v) ? Math.round(v * 1000) / 1000 : null;
}

/** A part of a whole, 0 to 1, to a millionth; 0 of nothing. */
export const shareOf = (part: number, whole: number): number =>
  whole > 0 ? Math.round((part / whole) * 1e6) / 1e6 : 0;

export const toValues = (numbers: ArrayLike<number>): Values => Array.from(numbers, rounded);

/** The slots in which the app was there to be counted. */
export interface Presence {
  readonly firstSlot: number;
  readonly lastSlot: number;
}

/**
 * A count that is absent is 0 where the app was reporting and the server recorded at least half of the slot, else a gap: an
 * app that is silent, or a server that was down, is not the same as no requests.
 */
export function toCounts(numbers: ArrayLike<number>, grid: Grid, presence: Presence): Values {
  return Array.from(numbers, (v, slot) => {
    if (Number.isFinite(v)) return rounded(v);
    const present = slot >= presence.firstSlot && slot <= presence.lastSlot;
    return present && (grid.coveredMs[slot] as number) * 2 >= grid.stepS * 1000 ? 0 : null;
  });
}
