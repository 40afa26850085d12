/** What was being recorded when: missing is not zero, and looks different. */
import type { Grid, Values } from '@carpy/api';
import type { UnitKind } from './types.ts';

/**
 * `recorded`: whole, or over half. `partial`: under half, yet with values. `missing`: under half and without. `open`: still
 * filling. `future`: after it.
 */
export type SlotState = 'recorded' | 'partial' | 'missing' | 'open' | 'future';

/** State of each slot; `series` are all values of the chart, raw. */
export function slotStates(grid: Grid, series: readonly Values[]): SlotState[] {
  const states: SlotState[] = [];
  const halfMs = grid.stepS * 500;
  for (let slot = 0; slot < grid.slots; slot++) {
    if (grid.openSlot !== undefined && slot >= grid.openSlot) {
      states.push(slot < grid.openSlot + (grid.openSlots ?? 1) ? 'open' : 'future');
    } else if ((grid.coveredMs[slot] ?? 0) >= halfMs) {
      states.push('recorded');
    } else {
      states.push(series.some((values) => values[slot] !== null && values[slot] !== undefined) ? 'partial' : 'missing');
    }
  }
  return states;
}

/**
 * Values as they are drawn. Counts and rates that are absent while the server recorded are 0, and the open slot keeps them; means,
 * percentiles and scores wait until their slot is closed.
 */
export function drawnValues(
  values: Values,
  kind: UnitKind,
  states: readonly SlotState[],
  grid: Grid,
): (number | null)[] {
  const additive = kind === 'count' || kind === 'rate';
  return states.map((state, slot) => {
    const value = values[slot] ?? null;
    if (state === 'future' || (state === 'open' && !additive)) return null;
    if (value !== null) return Number.isFinite(value) ? value : null;
    if (!additive || state === 'missing') return null;
    return state === 'open' && (grid.coveredMs[slot] ?? 0) === 0 ? null : 0;
  });
}

/** Slots from and to, both included. */
export interface SlotRun {
  readonly from: number;
  readonly to: number;
}

/** Runs of slots in one state, for hatches. */
export function runsOfState(states: readonly SlotState[], state: SlotState): SlotRun[] {
  return runs(states.length, (slot) => states[slot] === state);
}

/** Runs without a gap. A run of one slot has no line to show it and gets a dot. */
export function runsOfValues(values: ArrayLike<number | null>): SlotRun[] {
  return runs(values.length, (slot) => values[slot] !== null && !Number.isNaN(values[slot] as number));
}

function runs(length: number, inside: (slot: number) => boolean): SlotRun[] {
  const answer: SlotRun[] = [];
  let from = -1;
  for (let slot = 0; slot <= length; slot++) {
    const is = slot < length && inside(slot);
    if (is && from < 0) from = slot;
    if (!is && from >= 0) {
      answer.push({ from, to: slot - 1 });
      from = -1;
    }
  }
  return answer;
}
