/**
 * Time on a chart. A slot is drawn where its events were, which is not where its stamp is: slot t holds (t - f, t + s - f]. So
 * bars, hatches, deploy marks and zooms all meet on one true time axis, and a point stands in the middle of its slot.
 */
import type { Grid } from '@carpy/api';
import { eventsOfSlot } from '@carpy/core';

export interface SpanMs {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The events that a slot holds. */
export function slotSpan(grid: Grid, slot: number): SpanMs {
  const { afterS, untilS } = eventsOfSlot(grid.startS + slot * grid.stepS, grid.stepS, grid.fineStepS);
  return { fromMs: afterS * 1000, toMs: untilS * 1000 };
}

/** From the first event of the first slot to the last of the last: the ends of the x axis. */
export function gridSpan(grid: Grid): SpanMs {
  return { fromMs: slotSpan(grid, 0).fromMs, toMs: slotSpan(grid, Math.max(grid.slots, 1) - 1).toMs };
}

/** The middle of a slot's events. */
export const slotCentreMs = (grid: Grid, slot: number): number => slotSpan(grid, slot).fromMs + grid.stepS * 500;

/** The slot that is drawn at a moment; null outside of the grid. */
export function slotAt(grid: Grid, atMs: number): number | null {
  const slot = Math.floor((atMs - gridSpan(grid).fromMs) / (grid.stepS * 1000));
  return slot >= 0 && slot < grid.slots ? slot : null;
}

/** `slotAt`, held within the grid. */
export const nearestSlot = (grid: Grid, atMs: number): number =>
  Math.min(Math.max(0, Math.floor((atMs - gridSpan(grid).fromMs) / (grid.stepS * 1000))), Math.max(0, grid.slots - 1));
