/**
 * A section: what one batch brings to one slot, by the store's own ids. Sections are the unit of the write-ahead log and of the open
 * window, and nobody changes one after it was made.
 *
 * Hot: one a slot of every batch is written, remembered and, after a crash, read (bench/store/carbon-lines.mjs).
 */
import type { ByteReader, ByteWriter } from '../codec/bytes.ts';

export interface Section {
  /** The slot, whole seconds since the epoch. */
  readonly slotS: number;
  /** Step of the flush that it came with, seconds; 0 for points, whose slots are those of their series' own steps. */
  readonly stepS: number;
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

/** Values of this many bytes are shared with the thread that seals them; for fewer a copy costs less than shared memory does. */
const SHARED_BYTES = 4_096;

/** Room for values of a section: memory that threads share when it is long. */
export const valuesOf = (length: number): Float64Array =>
  new Float64Array(length * 8 > SHARED_BYTES ? new SharedArrayBuffer(length * 8) : new ArrayBuffer(length * 8));

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

/** Appends a section; it begins on a multiple of 8 bytes and ends on one. Format: docs/format.md, "Section". */
export function writeSection(out: ByteWriter, section: Section): void {
  const { timers, apdex, values } = section;
  out.f64(section.slotS);
  out.f64(section.coveredMs);
  out.u32(section.stepS);
  out.u32(timers.ids.length);
  out.u32(timers.sketches.length);
  out.u32(apdex.ids.length);
  out.u32(values.ids.length);
  out.u32(0);
  out.array(timers.values);
  out.array(apdex.values);
  out.array(values.values);
  out.array(timers.ids);
  out.array(timers.sketchEnds);
  out.array(apdex.ids);
  out.array(values.ids);
  out.raw(timers.sketches);
  const u32s = 2 * timers.ids.length + apdex.ids.length + values.ids.length;
  for (let n = u32s * 4 + timers.sketches.length; n % 8 !== 0; n++) out.u8(0);
}

/** Its arrays are views of the reader's bytes wherever these lie on a multiple of 8. Throws RangeError when bytes are missing. */
export function readSection(from: ByteReader): Section {
  const slotS = from.f64();
  const coveredMs = from.f64();
  const stepS = from.u32();
  const timerCount = from.u32();
  const sketchBytes = from.u32();
  const apdexCount = from.u32();
  const valueCount = from.u32();
  from.u32();
  const timerValues = f64View(from, timerCount * TIMER_WIDTH);
  const apdexValues = f64View(from, apdexCount * APDEX_WIDTH);
  const values = f64View(from, valueCount);
  const timerIds = u32View(from, timerCount);
  const sketchEnds = u32View(from, timerCount);
  const apdexIds = u32View(from, apdexCount);
  const valueIds = u32View(from, valueCount);
  const sketches = from.raw(sketchBytes);
  from.skip((8 - (((2 * timerCount + apdexCount + valueCount) * 4 + sketchBytes) % 8)) % 8);
  return {
    slotS,
    stepS,
    coveredMs,
    timers: { ids: timerIds, values: timerValues, sketches, sketchEnds },
    apdex: { ids: apdexIds, values: apdexValues },
    values: { ids: valueIds, values },
  };
}

/** As versions 1 and 2 of the log have it, which name no step. Throws RangeError when bytes are missing. */
export function readSectionV2(from: ByteReader, fineStepS: number): Section {
  const slotS = from.f64();
  const coveredMs = from.f64();
  const timerCount = from.u32();
  const sketchBytes = from.u32();
  const apdexCount = from.u32();
  const valueCount = from.u32();
  return {
    slotS,
    stepS: fineStepS,
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

function f64View(from: ByteReader, length: number): Float64Array {
  const raw = from.raw(length * 8);
  if (raw.byteOffset % 8 === 0) return new Float64Array(raw.buffer, raw.byteOffset, length);
  return new Float64Array(raw.slice().buffer);
}

function u32View(from: ByteReader, length: number): Uint32Array {
  const raw = from.raw(length * 4);
  if (raw.byteOffset % 4 === 0) return new Uint32Array(raw.buffer, raw.byteOffset, length);
  return new Uint32Array(raw.slice().buffer);
}
