/**
 * From a finer tier to a coarser one, over any span. Counters and Apdex add, gauges take the last, sets the greatest; timers add
 * counts and sums, take the least and the greatest, and medians and percentiles come from merged sketches, else weighted by count. A
 * record that comes from one fine slot alone keeps its own columns, exact where raw timings came.
 * Plain series follow their rule, as whisper's aggregate() does (https://github.com/graphite-project/whisper, whisper.py).
 *
 * Hot: run for every series at a seal (bench/store/index.mjs). Allocates merged sketches only.
 */
import { COUNT, LOWER, MEDIAN, quantiseMs, Sketch, SUM, UPPER, UPPER_95 } from '@carpy/core';
import type { Rule } from '../schema/schema.ts';
import { hasSlot, type SlotTable } from './slot-table.ts';

const merged = new Sketch();

/**
 * Rolls `fine` up into `coarse`, an empty table of the same kind: coarse slot i takes fine slots i·ratio … i·ratio + ratio − 1, where
 * ratio is fine.slots / coarse.slots.
 */
export function rollUp(fine: SlotTable, coarse: SlotTable, rule: Rule): void {
  const ratio = fine.slots / coarse.slots;
  for (let slot = 0; slot < coarse.slots; slot++) {
    const from = slot * ratio;
    let present = 0;
    let last = -1;
    for (let i = from; i < from + ratio; i++) {
      if (!hasSlot(fine, i)) continue;
      present++;
      last = i;
    }
    if (present === 0) continue;
    if (fine.kind === 'timer') rollUpTimer(fine, coarse, slot, from, ratio, present, last);
    else if (fine.kind === 'apdex')
      for (let c = 0; c < 3; c++) coarse.columns[c * coarse.slots + slot] = addUp(fine, c, from, ratio);
    else coarse.columns[slot] = rollUpValue(fine, from, ratio, present, last, rule);
  }
}

/** The rule of values that come straight into a tier, since the finer one keeps their time no longer: they have no neighbours to wait for, and none that are zero. */
export const ruleWithoutNeighbours = (rule: Rule): Rule => ({
  method: rule.method === 'avg_zero' ? 'average' : rule.method,
  xFilesFactor: 0,
});

function rollUpValue(fine: SlotTable, from: number, ratio: number, present: number, last: number, rule: Rule): number {
  if (fine.kind === 'counter') return addUp(fine, 0, from, ratio);
  if (fine.kind === 'gauge') return fine.columns[last] as number;
  if (fine.kind === 'set') return extreme(fine, 0, from, ratio, Math.max);
  if (present / ratio < rule.xFilesFactor) return Number.NaN;
  switch (rule.method) {
    case 'min':
      return extreme(fine, 0, from, ratio, Math.min);
    case 'max':
      return extreme(fine, 0, from, ratio, Math.max);
    case 'absmin':
      return extreme(fine, 0, from, ratio, nearerToZero);
    case 'absmax':
      return extreme(fine, 0, from, ratio, furtherFromZero);
    case 'last':
      return fine.columns[last] as number;
    default:
      return total(fine, from, ratio, rule.method === 'sum' ? 1 : rule.method === 'average' ? present : ratio);
  }
}

/** Of two as far away the first stays. */
const nearerToZero = (a: number, b: number): number => (Math.abs(b) < Math.abs(a) ? b : a);
const furtherFromZero = (a: number, b: number): number => (Math.abs(b) > Math.abs(a) ? b : a);

/** The sum, divided by `parts`. */
function total(fine: SlotTable, from: number, ratio: number, parts: number): number {
  const sum = addUp(fine, 0, from, ratio);
  // Decimals add up to something beside a decimal. Brought back to the millionth they are a few bytes in the block, not eight, and nearer
  // to the true sum than the sum of floats was; what differs by more than rounding stays as it is.
  const millionths = Math.round(sum * 1e6);
  const exact = Math.abs(millionths) <= 2 ** 50 && Math.abs(millionths / 1e6 - sum) <= Math.abs(sum) * 2 ** -48;
  return exact ? millionths / (parts * 1e6) : sum / parts;
}

function addUp(fine: SlotTable, column: number, from: number, ratio: number): number {
  let sum = 0;
  for (let i = from; i < from + ratio; i++)
    if (hasSlot(fine, i)) sum += fine.columns[column * fine.slots + i] as number;
  return sum;
}

function extreme(
  fine: SlotTable,
  column: number,
  from: number,
  ratio: number,
  pick: (a: number, b: number) => number,
): number {
  let result = Number.NaN;
  for (let i = from; i < from + ratio; i++) {
    if (!hasSlot(fine, i)) continue;
    const value = fine.columns[column * fine.slots + i] as number;
    result = Number.isNaN(result) ? value : pick(result, value);
  }
  return result;
}

function rollUpTimer(
  fine: SlotTable,
  coarse: SlotTable,
  slot: number,
  from: number,
  ratio: number,
  present: number,
  last: number,
): void {
  const put = (column: number, value: number): void => {
    coarse.columns[column * coarse.slots + slot] = value;
  };
  if (present === 1) {
    for (let c = 0; c < 6; c++) put(c, fine.columns[c * fine.slots + last] as number);
    coarse.sketches[slot] = fine.sketches[last];
    return;
  }
  const lower = extreme(fine, LOWER, from, ratio, Math.min);
  const upper = extreme(fine, UPPER, from, ratio, Math.max);
  put(COUNT, addUp(fine, COUNT, from, ratio));
  put(SUM, quantiseMs(addUp(fine, SUM, from, ratio)));
  put(LOWER, lower);
  put(UPPER, upper);
  merged.clear();
  let whole = true;
  for (let i = from; i < from + ratio && whole; i++) {
    if (!hasSlot(fine, i)) continue;
    const sketch = fine.sketches[i];
    if (sketch === undefined) whole = false;
    else merged.mergeEncoded(sketch);
  }
  if (whole) {
    put(MEDIAN, quantiseMs(merged.median(lower, upper)));
    put(UPPER_95, quantiseMs(merged.upper(95, lower, upper)));
    coarse.sketches[slot] = merged.encode();
  } else {
    put(MEDIAN, quantiseMs(byCount(fine, MEDIAN, from, ratio)));
    put(UPPER_95, quantiseMs(byCount(fine, UPPER_95, from, ratio)));
  }
}

function byCount(fine: SlotTable, column: number, from: number, ratio: number): number {
  let sum = 0;
  let count = 0;
  for (let i = from; i < from + ratio; i++) {
    if (!hasSlot(fine, i)) continue;
    const weight = fine.columns[COUNT * fine.slots + i] as number;
    sum += weight * (fine.columns[column * fine.slots + i] as number);
    count += weight;
  }
  return count > 0 ? sum / count : 0;
}
