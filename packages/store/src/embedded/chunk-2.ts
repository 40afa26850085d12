/** Chunks of blocks of versions 1 and 2, which a store of today only reads. Format: docs/format.md, "Blocks of versions 1 and 2". */
import { crc32 } from 'node:zlib';
import { TIMER_COLUMN_COUNT } from '@carpy/core';
import { ByteReader } from '../codec/bytes.ts';
import { decodeColumn } from '../codec/column.ts';
import { decodeTimerColumns } from '../codec/timer-columns.ts';
import type { SketchSink } from './chunk.ts';
import { kindOfNumber } from './log-record.ts';
import { readPresence } from './presence.ts';
import { clearTable, type SlotTable, widthOf } from './slot-table.ts';

const ALL_PRESENT = 1;
const WITH_SKETCHES = 2;

/** As decodeChunk in chunk.ts. */
export function decodeChunk2(bytes: Uint8Array, id: number, table: SlotTable, sketches?: SketchSink): void {
  const length = bytes.length - 4;
  if (length < 6) throw new RangeError('wrong check sum');
  const body = bytes.subarray(0, length);
  if (crc32(body) !== new ByteReader(bytes.subarray(length)).u32()) throw new RangeError('wrong check sum');
  const from = new ByteReader(body);
  if (from.u32() !== id) throw new RangeError('chunk of another series');
  clearTable(table, kindOfNumber(from.u8()));
  const flags = from.u8();
  const { slots, kind, columns } = table;
  const places = new Uint16Array(slots);
  const count = readPresence(from, (flags & ALL_PRESENT) !== 0 ? 0 : 1, places, slots);
  const present = new Float64Array(slots * TIMER_COLUMN_COUNT);
  const width = widthOf(kind);
  if (kind === 'timer') decodeTimerColumns(from, present, slots, count);
  for (let c = 0; c < width; c++) {
    const at = c * slots;
    if (kind !== 'timer') decodeColumn(from, present, at, count);
    for (let n = 0; n < count; n++) columns[at + (places[n] as number)] = present[at + n] as number;
  }
  if ((flags & WITH_SKETCHES) === 0) return;
  // First where they all are: a sink must not have half of what turns out to be damaged.
  const found: { readonly place: number; readonly start: number; readonly end: number }[] = [];
  for (let n = 0; n < count; n++) {
    const bytesOfOne = from.varint();
    const start = from.skip(bytesOfOne);
    if (bytesOfOne > 0) found.push({ place: places[n] as number, start, end: start + bytesOfOne });
  }
  for (const { place, start, end } of found) {
    if (sketches === undefined) table.sketches[place] = body.subarray(start, end);
    else sketches.put(place, body, start, end);
  }
}
