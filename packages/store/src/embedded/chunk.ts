/**
 * A chunk: one series of one window in one tier, as bytes. Format: docs/format.md, "Chunk".
 *
 * Hot: every series of a window is encoded at its seal (bench/store/index.mjs). One writer is reused.
 */
import { crc32 } from 'node:zlib';
import { ByteReader, type ByteWriter } from '../codec/bytes.ts';
import { decodeColumn, encodeColumn } from '../codec/column.ts';
import { kindNumber, kindOfNumber } from './log-record.ts';
import { clearTable, hasSlot, type SlotTable, widthOf } from './slot-table.ts';

const ALL_PRESENT = 1;
const WITH_SKETCHES = 2;

/** Slots of the widest window: present values of one column, gathered before they are encoded. */
let present = new Float64Array(600);

/** Appends a chunk of the table's values, which must not be empty. */
export function encodeChunk(out: ByteWriter, id: number, table: SlotTable, keepSketches: boolean): void {
  const start = out.length;
  const { slots, kind, columns, sketches } = table;
  if (present.length < slots) present = new Float64Array(slots);
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
    let at = 0;
    for (let i = 0; i < slots; i++) if (hasSlot(table, i)) present[at++] = columns[c * slots + i] as number;
    encodeColumn(out, present, 0, count);
  }
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

/** Reads a chunk into a table of as many slots. Throws RangeError when the bytes are damaged or of another series. */
export function decodeChunk(bytes: Uint8Array, id: number, table: SlotTable): void {
  const body = bytes.subarray(0, Math.max(0, bytes.length - 4));
  if (bytes.length < 10 || crc32(body) !== new ByteReader(bytes.subarray(bytes.length - 4)).u32())
    throw new RangeError('wrong check sum');
  const from = new ByteReader(body);
  if (from.u32() !== id) throw new RangeError('chunk of another series');
  clearTable(table, kindOfNumber(from.u8()));
  const flags = from.u8();
  const { slots, kind, columns } = table;
  const places: number[] = [];
  if ((flags & ALL_PRESENT) !== 0) for (let i = 0; i < slots; i++) places.push(i);
  else {
    const bits = from.raw(Math.ceil(slots / 8));
    for (let i = 0; i < slots; i++) if (((bits[i >> 3] as number) & (1 << (i & 7))) !== 0) places.push(i);
  }
  if (present.length < slots) present = new Float64Array(slots);
  const width = widthOf(kind);
  for (let c = 0; c < width; c++) {
    decodeColumn(from, present, 0, places.length);
    for (let n = 0; n < places.length; n++) columns[c * slots + (places[n] as number)] = present[n] as number;
  }
  if ((flags & WITH_SKETCHES) !== 0) {
    for (const place of places) {
      const length = from.varint();
      if (length > 0) table.sketches[place] = from.raw(length);
    }
  }
}
