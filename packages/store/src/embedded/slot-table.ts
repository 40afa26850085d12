/**
 * One series over a run of slots of one tier, 1 to 16,384 of them: the form in which series are merged, rolled up, packed and read.
 * Merging follows the stored kind: records merge, counters add, sets take the greater, gauges and plain series the later.
 *
 * Hot: one table a series at a seal and at reads (bench/store/index.mjs); tables are made once and cleared.
 */
import {
  APDEX_COLUMNS,
  COUNT,
  LOWER,
  MEDIAN,
  type SeriesKind,
  Sketch,
  SUM,
  TIMER_COLUMN_COUNT,
  UPPER,
  UPPER_95,
} from '@carpy/core';

export interface SlotTable {
  kind: SeriesKind;
  readonly slots: number;
  /** Of each slot; 0 where nobody asks for it. */
  stepS: number;
  /** Column after column, `slots` values each; NaN where nothing was written. Room for the widest kind. */
  readonly columns: Float64Array;
  /** Timers only: encoded sketches by slot. */
  readonly sketches: (Uint8Array | undefined)[];
}

/** Stored columns of a kind. */
export const widthOf = (kind: SeriesKind): number =>
  kind === 'timer' ? TIMER_COLUMN_COUNT : kind === 'apdex' ? APDEX_COLUMNS.length : 1;

export function slotTable(slots: number, kind: SeriesKind = 'plain'): SlotTable {
  return {
    kind,
    slots,
    stepS: 0,
    columns: new Float64Array(slots * TIMER_COLUMN_COUNT).fill(Number.NaN),
    sketches: new Array(slots),
  };
}

/** Makes a table empty again, for a series of this kind. */
export function clearTable(table: SlotTable, kind: SeriesKind): void {
  // Only timers have sketches and look for them.
  if (kind === 'timer' || table.kind === 'timer') table.sketches.fill(undefined);
  table.kind = kind;
  table.columns.fill(Number.NaN, 0, table.slots * widthOf(kind));
}

export const hasSlot = (table: SlotTable, slot: number): boolean => !Number.isNaN(table.columns[slot] as number);

export function isEmptyTable(table: SlotTable): boolean {
  for (let slot = 0; slot < table.slots; slot++) if (hasSlot(table, slot)) return false;
  return true;
}

const merged = new Sketch();

/**
 * Merges one value, `values[at]` and on by `stride`, into a slot. A NaN in the first column is no value. `sketch` may be undefined:
 * then medians and percentiles of two values are weighted by count.
 */
export function mergeSlot(
  table: SlotTable,
  slot: number,
  values: Float64Array,
  at: number,
  stride: number,
  sketch: Uint8Array | undefined,
): void {
  const first = values[at] as number;
  if (Number.isNaN(first)) return;
  const { columns, slots, kind } = table;
  if (!hasSlot(table, slot)) {
    const width = widthOf(kind);
    for (let c = 0; c < width; c++) columns[c * slots + slot] = values[at + c * stride] as number;
    table.sketches[slot] = sketch;
    return;
  }
  switch (kind) {
    case 'timer':
      mergeTimer(table, slot, values, at, stride, sketch);
      return;
    case 'apdex':
      for (let c = 0; c < APDEX_COLUMNS.length; c++) {
        columns[c * slots + slot] = (columns[c * slots + slot] as number) + (values[at + c * stride] as number);
      }
      return;
    case 'counter':
      columns[slot] = (columns[slot] as number) + first;
      return;
    case 'set':
      columns[slot] = Math.max(columns[slot] as number, first);
      return;
    default:
      columns[slot] = first;
  }
}

function mergeTimer(
  table: SlotTable,
  slot: number,
  values: Float64Array,
  at: number,
  stride: number,
  sketch: Uint8Array | undefined,
): void {
  const { columns, slots } = table;
  const place = (c: number): number => c * slots + slot;
  const value = (c: number): number => values[at + c * stride] as number;
  const had = columns[place(COUNT)] as number;
  const comes = value(COUNT);
  const lower = Math.min(columns[place(LOWER)] as number, value(LOWER));
  const upper = Math.max(columns[place(UPPER)] as number, value(UPPER));
  const own = table.sketches[slot];
  if (own !== undefined && sketch !== undefined) {
    merged.clear();
    merged.mergeEncoded(own);
    merged.mergeEncoded(sketch);
    columns[place(MEDIAN)] = merged.median(lower, upper);
    columns[place(UPPER_95)] = merged.upper(95, lower, upper);
    table.sketches[slot] = merged.encode();
  } else {
    columns[place(MEDIAN)] = weighted(columns[place(MEDIAN)] as number, had, value(MEDIAN), comes);
    columns[place(UPPER_95)] = weighted(columns[place(UPPER_95)] as number, had, value(UPPER_95), comes);
    // Half a sketch would answer wrongly and look right.
    table.sketches[slot] = undefined;
  }
  columns[place(COUNT)] = had + comes;
  columns[place(SUM)] = (columns[place(SUM)] as number) + value(SUM);
  columns[place(LOWER)] = lower;
  columns[place(UPPER)] = upper;
}

/** The mean of two values by their weights. */
function weighted(a: number, weightA: number, b: number, weightB: number): number {
  const weight = weightA + weightB;
  return weight > 0 ? (a * weightA + b * weightB) / weight : a;
}

/** Merges all of `from` into `into`; both of one kind and width in slots. */
export function mergeTable(into: SlotTable, from: SlotTable): void {
  for (let slot = 0; slot < from.slots; slot++)
    mergeSlot(into, slot, from.columns, slot, from.slots, from.sketches[slot]);
}

/**
 * Copies `count` slots of `from`, gaps and sketches too, over those of `into` from slot `at` on; both of one kind. So the chunks of short
 * blocks are laid into a long table, and what lies over a block over it.
 */
export function copyRange(into: SlotTable, at: number, from: SlotTable, fromAt: number, count: number): void {
  const width = widthOf(into.kind);
  for (let c = 0; c < width; c++) {
    const start = c * from.slots + fromAt;
    into.columns.set(from.columns.subarray(start, start + count), c * into.slots + at);
  }
  if (into.kind !== 'timer') return;
  for (let i = 0; i < count; i++) into.sketches[at + i] = from.sketches[fromAt + i];
}
