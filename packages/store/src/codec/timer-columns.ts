/**
 * The six columns of a timer as bytes. Where a slot has few timings its columns say the same again: of one timing, lower, upper and median
 * are the sum; up to ten, the 95th percentile is the greatest. Such values are left out. Format: docs/format.md, "Column".
 *
 * Most timers are rare ones: at 0.3 timings a slot 28 % of the bytes are left (bench/store/codec.mjs). Hot, as each column is.
 */
import { COUNT, LOWER, MEDIAN, SUM, TIMER_COLUMN_COUNT, UPPER, UPPER_95 } from '@carpy/core';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { decodeColumn, decodeColumnAs, encodeColumn } from './column.ts';

const TIMER = 65;
/** Up to how many timings a column may follow from those before it, by column. */
const MOST_TIMINGS = [0, 0, 1, 2, 3, 255] as const;

let open = new Float64Array(600);

/** Appends six columns of `count` values each: column c from `columns[c · stride]` on. */
export function encodeTimerColumns(out: ByteWriter, columns: Float64Array, stride: number, count: number): void {
  const lower = timingsThatTell(columns, stride, count, LOWER);
  const upper = timingsThatTell(columns, stride, count, UPPER);
  const median = timingsThatTell(columns, stride, count, MEDIAN);
  const upper95 = timingsThatTell(columns, stride, count, UPPER_95);
  if (lower + upper + median + upper95 === 0) {
    for (let c = 0; c < TIMER_COLUMN_COUNT; c++) encodeColumn(out, columns, c * stride, count);
    return;
  }
  out.u8(TIMER);
  out.u8(lower + upper * 4 + median * 16);
  out.u8(upper95);
  encodeColumn(out, columns, COUNT * stride, count);
  encodeColumn(out, columns, SUM * stride, count);
  encodeOpen(out, columns, stride, count, LOWER, lower);
  encodeOpen(out, columns, stride, count, UPPER, upper);
  encodeOpen(out, columns, stride, count, MEDIAN, median);
  encodeOpen(out, columns, stride, count, UPPER_95, upper95);
}

/** Reads six columns of `count` values each, column c into `out[c · stride …]`. Throws RangeError where `decodeColumn` does. */
export function decodeTimerColumns(from: ByteReader, out: Float64Array, stride: number, count: number): void {
  const encoding = from.u8();
  if (encoding !== TIMER) {
    decodeColumnAs(encoding, from, out, 0, count);
    for (let c = 1; c < TIMER_COLUMN_COUNT; c++) decodeColumn(from, out, c * stride, count);
    return;
  }
  const timings = from.u8();
  const upper95 = from.u8();
  decodeColumn(from, out, COUNT * stride, count);
  decodeColumn(from, out, SUM * stride, count);
  decodeOpen(from, out, stride, count, LOWER, timings & 3);
  decodeOpen(from, out, stride, count, UPPER, (timings >> 2) & 3);
  decodeOpen(from, out, stride, count, MEDIAN, (timings >> 4) & 3);
  decodeOpen(from, out, stride, count, UPPER_95, upper95);
}

/** The number of timings up to which each value of column `c` follows; 0 when none does. */
function timingsThatTell(columns: Float64Array, stride: number, count: number, c: number): number {
  let most = MOST_TIMINGS[c] as number;
  let any = false;
  for (let i = 0; i < count; i++) {
    const told = toldValue(columns, stride, i, c, most);
    if (Number.isNaN(told)) continue;
    if (Object.is(told, columns[c * stride + i])) any = true;
    else most = Math.max(0, Math.ceil(columns[COUNT * stride + i] as number) - 1);
  }
  return any ? most : 0;
}

/** What column `c` of a slot is by the columns before it, when it has at most `most` timings; NaN when they don't tell. */
function toldValue(columns: Float64Array, stride: number, i: number, c: number, most: number): number {
  const timings = columns[COUNT * stride + i] as number;
  if (!(timings <= most) || most === 0) return Number.NaN;
  if (c === UPPER_95) return columns[UPPER * stride + i] as number;
  const sum = columns[SUM * stride + i] as number;
  if (timings === 1) return sum;
  const lower = columns[LOWER * stride + i] as number;
  if (timings === 2) return c === UPPER ? thousandths(sum - lower) : c === MEDIAN ? thousandths(sum / 2) : Number.NaN;
  return timings === 3 && c === MEDIAN
    ? thousandths(sum - lower - (columns[UPPER * stride + i] as number))
    : Number.NaN;
}

/** Part of the format: to 0.001, halves up; never −0. */
const thousandths = (value: number): number => Math.round(value * 1000) / 1000 + 0;

function encodeOpen(
  out: ByteWriter,
  columns: Float64Array,
  stride: number,
  count: number,
  c: number,
  most: number,
): void {
  if (most === 0) {
    encodeColumn(out, columns, c * stride, count);
    return;
  }
  if (open.length < count) open = new Float64Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(toldValue(columns, stride, i, c, most))) open[length++] = columns[c * stride + i] as number;
  }
  if (length > 0) encodeColumn(out, open, 0, length);
}

function decodeOpen(from: ByteReader, out: Float64Array, stride: number, count: number, c: number, most: number): void {
  if (most === 0) {
    decodeColumn(from, out, c * stride, count);
    return;
  }
  if (open.length < count) open = new Float64Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) {
    const told = toldValue(out, stride, i, c, most);
    out[c * stride + i] = told;
    if (Number.isNaN(told)) length++;
  }
  if (length === 0) return;
  decodeColumn(from, open, 0, length);
  let next = 0;
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(out[c * stride + i] as number)) out[c * stride + i] = open[next++] as number;
  }
}
