import type { Grid, Values } from '@carpy/api';
import { drawnValues, slotStates } from './coverage.ts';

/** Counts with 0 where nothing came while the server recorded, null where it did not. */
export const countsOf = (counts: Values, grid: Grid): Values =>
  drawnValues(counts, 'count', slotStates(grid, [counts]), grid);

/** Events a second of the time that was recorded; null where nothing was. */
export function ratesOf(counts: Values, grid: Grid): Values {
  return countsOf(counts, grid).map((count, slot) => {
    if (count === null) return null;
    const coveredMs = grid.coveredMs[slot] ?? 0;
    // Values without coverage come from a server that does not report it: the whole slot is the best that can be said.
    return count / ((coveredMs > 0 ? coveredMs : grid.stepS * 1000) / 1000);
  });
}
