import type { SlotState } from './coverage.ts';

/** Figures of one series over the range, without the open slot. */
export interface Summary {
  readonly last: number | null;
  readonly min: number | null;
  readonly mean: number | null;
  readonly max: number | null;
  /** Slots of the least and the greatest value, the first of equals. */
  readonly minSlot: number;
  readonly maxSlot: number;
}

/** `mean` is over slots: of counts it is the mean slot, of means and percentiles a mean of them, not weighted by count. */
export function summarise(values: readonly (number | null)[], states: readonly SlotState[]): Summary {
  let last: number | null = null;
  let sum = 0;
  let count = 0;
  let minSlot = -1;
  let maxSlot = -1;
  for (let slot = 0; slot < values.length; slot++) {
    const value = values[slot] ?? null;
    if (value === null || states[slot] === 'open') continue;
    last = value;
    sum += value;
    count++;
    if (minSlot < 0 || value < (values[minSlot] as number)) minSlot = slot;
    if (maxSlot < 0 || value > (values[maxSlot] as number)) maxSlot = slot;
  }
  if (count === 0) return { last, min: null, mean: null, max: null, minSlot, maxSlot };
  return { last, min: values[minSlot] as number, mean: sum / count, max: values[maxSlot] as number, minSlot, maxSlot };
}
