import type { Grid } from '@carpy/api';
import type { SlotRun } from './coverage.ts';
import { type SpanMs, slotSpan } from './grid.ts';

/** Fewer slots than this are a click, or a slip, but no range. */
export const minZoomSlots = 3;

/** Slots between two, whichever comes first. */
export const spanOfSlots = (a: number, b: number): SlotRun => ({ from: Math.min(a, b), to: Math.max(a, b) });

/** The range to zoom to; null where it would be too short to show anything. */
export function zoomOf(grid: Grid, selected: SlotRun): SpanMs | null {
  if (selected.to - selected.from + 1 < minZoomSlots) return null;
  return { fromMs: slotSpan(grid, selected.from).fromMs, toMs: slotSpan(grid, selected.to).toMs };
}

/** A cursor and what it selects, in slots. `anchor` is where a selection began. */
export interface CursorState {
  readonly slot: number | null;
  readonly anchor: number | null;
}

/**
 * Arrows move by a slot, with shift they select; the first press starts at the last slot. The other keys that move a cursor in a
 * text scroll the page here, and who clicked on a chart must still be able to do that.
 */
export function moveCursor(state: CursorState, key: string, shift: boolean, slots: number): CursorState {
  if (slots === 0 || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return state;
  const last = slots - 1;
  const slot = state.slot === null ? last : Math.min(last, Math.max(0, state.slot + (key === 'ArrowLeft' ? -1 : 1)));
  return { slot, anchor: shift ? (state.anchor ?? state.slot ?? slot) : null };
}
