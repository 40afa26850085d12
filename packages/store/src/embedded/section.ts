/**
 * A section: what one batch brings to one slot of the finest tier, by the store's own ids. Sections are the unit of the write-ahead
 * log and of the open window, and nobody changes one after it was made.
 */
import type { ByteReader, ByteWriter } from '../codec/bytes.ts';

export interface Section {
  /** The slot, seconds since the epoch. */
  readonly slotS: number;
  /** Milliseconds of the slot that were recorded; 0 for points, which say nothing about it. */
  readonly coveredMs: number;
  readonly timers: TimerRows;
  readonly apdex: Rows;
  readonly values: Rows;
}

/** Values of series, `width` a series. Ids ascend and each comes once. */
export interface Rows {
  readonly ids: Uint32Array;
  readonly values: Float64Array;
}

export interface TimerRows extends Rows {
  readonly sketches: Uint8Array;
  /** End of each row's sketch within `sketches`. */
  readonly sketchEnds: Uint32Array;
}

export const NO_ROWS: Rows = { ids: new Uint32Array(0), values: new Float64Array(0) };
export const NO_TIMERS: TimerRows = { ...NO_ROWS, sketches: new Uint8Array(0), sketchEnds: new Uint32Array(0) };

export const TIMER_WIDTH = 6;
export const APDEX_WIDTH = 3;

/** Bytes that a section takes in memory and, nearly, in the log. */
export const sectionBytes = (s: Section): number =>
  64 +
  s.timers.ids.byteLength * 2 +
  s.timers.values.byteLength +
  s.timers.sketches.byteLength +
  s.apdex.ids.byteLength +
  s.apdex.values.byteLength +
  s.values.ids.byteLength +
  s.values.values.byteLength;

export const isEmptySection = (s: Section): boolean =>
  s.timers.ids.length === 0 && s.apdex.ids.length === 0 && s.values.ids.length === 0;

/** The sketch of a row; undefined where there is none. A view, not a copy. */
export function sketchOfRow(rows: TimerRows, row: number): Uint8Array | undefined {
  const from = row === 0 ? 0 : (rows.sketchEnds[row - 1] as number);
  const to = rows.sketchEnds[row] as number;
  return to > from ? rows.sketches.subarray(from, to) : undefined;
}

/** The row of an id; −1 without one. `hint` is where it is expected: reading ids in order then costs one comparison each. */
export function rowOf(ids: Uint32Array, id: number, hint: number): number {
  if (ids[hint] === id) return hint;
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ids[middle] as number;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Format: docs/format.md, "Section". */
export function writeSection(out: ByteWriter, section: Section): void {
  const { timers, apdex, values } = section;
  out.f64(section.slotS);
  out.f64(section.coveredMs);
  out.u32(timers.ids.length);
  out.u32(timers.sketches.length);
  out.u32(apdex.ids.length);
  out.u32(values.ids.length);
  out.array(timers.ids);
  out.array(timers.values);
  out.array(timers.sketchEnds);
  out.raw(timers.sketches);
  out.array(apdex.ids);
  out.array(apdex.values);
  out.array(values.ids);
  out.array(values.values);
}

/** Throws RangeError when bytes are missing. */
export function readSection(from: ByteReader): Section {
  const slotS = from.f64();
  const coveredMs = from.f64();
  const timerCount = from.u32();
  const sketchBytes = from.u32();
  const apdexCount = from.u32();
  const valueCount = from.u32();
  return {
    slotS,
    coveredMs,
    timers: {
      ids: from.u32Array(timerCount),
      values: from.f64Array(timerCount * TIMER_WIDTH),
      sketchEnds: from.u32Array(timerCount),
      sketches: from.raw(sketchBytes).slice(),
    },
    apdex: { ids: from.u32Array(apdexCount), values: from.f64Array(apdexCount * APDEX_WIDTH) },
    values: { ids: from.u32Array(valueCount), values: from.f64Array(valueCount) },
  };
}
