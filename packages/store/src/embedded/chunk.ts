/**
 * A chunk: one series of one window in one tier, as bytes. Format: docs/format.md, "Chunk".
 *
 * Hot: every series of a window is encoded at its seal (bench/store/index.mjs) and decoded at each read (bench/store/wide-reads.mjs).
 * One writer is reused; decoding allocates a reader and a view a chunk, nothing a slot unless it leaves sketches in the table.
 */
import { crc32 } from 'node:zlib';
import { TIMER_COLUMN_COUNT } from '@carpy/core';
import { ByteReader, type ByteWriter } from '../codec/bytes.ts';
import { decodeColumn, encodeColumn } from '../codec/column.ts';
import { decodeTimerColumns, encodeTimerColumns } from '../codec/timer-columns.ts';
import { kindNumber, kindOfNumber } from './log-record.ts';
import { clearTable, hasSlot, type SlotTable, widthOf } from './slot-table.ts';

const ALL_PRESENT = 1;
const WITH_SKETCHES = 2;

/** Slots of the widest window: present values of each column, gathered before they are encoded. */
let present = new Float64Array(600 * TIMER_COLUMN_COUNT);
/** The same for slots that hold a value, and the ends and lengths of their sketches, while one chunk is decoded. */
let places = new Uint16Array(600);
let ends = new Uint32Array(600);
let lengths = new Uint32Array(600);

/** Appends a chunk of the table's values, which must not be empty. */
export function encodeChunk(out: ByteWriter, id: number, table: SlotTable, keepSketches: boolean): void {
  const start = out.length;
  const { slots, kind, columns, sketches } = table;
  if (present.length < slots * TIMER_COLUMN_COUNT) present = new Float64Array(slots * TIMER_COLUMN_COUNT);
  let count = 0;
  let withSketches = false;
  for (let i = 0; i < slots; i++) {
    if (!hasSlot(table, i)) continue;
    count++;
    if (keepSketches && sketches[i] !== undefined) withSketches = true;
  }
  out.u32(id);
  out.u8(kindNumber(kind));
  out.u8((count === slots ? ALL_PRESENT : 0) + (withSketches ? WITH_SKETCHES : 0));
  if (count < slots) {
    for (let byte = 0; byte < slots; byte += 8) {
      let bits = 0;
      for (let i = byte; i < Math.min(slots, byte + 8); i++) if (hasSlot(table, i)) bits |= 1 << (i - byte);
      out.u8(bits);
    }
  }
  const width = widthOf(kind);
  for (let c = 0; c < width; c++) {
    let at = c * slots;
    for (let i = 0; i < slots; i++) if (hasSlot(table, i)) present[at++] = columns[c * slots + i] as number;
    if (kind !== 'timer') encodeColumn(out, present, c * slots, count);
  }
  if (kind === 'timer') encodeTimerColumns(out, present, slots, count);
  if (withSketches) {
    for (let i = 0; i < slots; i++) {
      if (!hasSlot(table, i)) continue;
      const sketch = sketches[i];
      out.varint(sketch?.length ?? 0);
      if (sketch !== undefined) out.raw(sketch);
    }
  }
  out.u32(crc32(out.view(start)));
}

/** Takes the sketches of a chunk as they are decoded: slots ascend, and `bytes` is the caller's only during the call. */
export interface SketchSink {
  put(slot: number, bytes: Uint8Array, from: number, until: number): void;
}

export const NO_SKETCHES: SketchSink = { put: () => undefined };

/**
 * Reads a chunk into a table of as many slots; sketches go to `sketches`, or into the table (views of `bytes`) without one. Throws
 * RangeError when the bytes are damaged or of another series; nothing has gone to `sketches` then.
 */
export function decodeChunk(bytes: Uint8Array, id: number, table: SlotTable, sketches?: SketchSink): void {
  const length = bytes.length - 4;
  if (length < 6) throw new RangeError('wrong check sum');
  const body = bytes.subarray(0, length);
  const sum = (bytes[length] as number) + (bytes[length + 1] as number) * 2 ** 8;
  if (crc32(body) !== sum + (bytes[length + 2] as number) * 2 ** 16 + (bytes[length + 3] as number) * 2 ** 24)
    throw new RangeError('wrong check sum');
  const from = new ByteReader(body);
  if (from.u32() !== id) throw new RangeError('chunk of another series');
  clearTable(table, kindOfNumber(from.u8()));
  const flags = from.u8();
  const { slots, kind, columns } = table;
  if (present.length < slots * TIMER_COLUMN_COUNT) present = new Float64Array(slots * TIMER_COLUMN_COUNT);
  if (places.length < slots) {
    places = new Uint16Array(slots);
    ends = new Uint32Array(slots);
    lengths = new Uint32Array(slots);
  }
  let count = 0;
  if ((flags & ALL_PRESENT) !== 0) for (let i = 0; i < slots; i++) places[count++] = i;
  else {
    const bits = from.raw(Math.ceil(slots / 8));
    for (let i = 0; i < slots; i++) if (((bits[i >> 3] as number) & (1 << (i & 7))) !== 0) places[count++] = i;
  }
  const width = widthOf(kind);
  if (kind === 'timer') decodeTimerColumns(from, present, slots, count);
  for (let c = 0; c < width; c++) {
    const at = c * slots;
    if (kind !== 'timer') decodeColumn(from, present, at, count);
    for (let n = 0; n < count; n++) columns[at + (places[n] as number)] = present[at + n] as number;
  }
  if ((flags & WITH_SKETCHES) === 0) return;
  // First where they all are: a sink must not have half of what turns out to be damaged.
  for (let n = 0; n < count; n++) {
    const sketchLength = from.varint();
    ends[n] = from.skip(sketchLength) + sketchLength;
    lengths[n] = sketchLength;
  }
  for (let n = 0; n < count; n++) {
    const sketchLength = lengths[n] as number;
    if (sketchLength === 0) continue;
    const end = ends[n] as number;
    const place = places[n] as number;
    if (sketches === undefined) table.sketches[place] = body.subarray(end - sketchLength, end);
    else sketches.put(place, body, end - sketchLength, end);
  }
}
