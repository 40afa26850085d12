/**
 * A chunk: one series of one block as bytes. Format: docs/format.md, "Chunk"; chunks of older blocks: chunk-2.ts.
 *
 * Hot: every series is encoded at its seal and at its merges and decoded at each read (bench/store/blocks.mjs). One writer is reused;
 * decoding allocates a reader and a view a chunk, nothing a slot unless it leaves sketches in the table.
 */
import { TIMER_COLUMN_COUNT } from '@carpy/core';
import { ByteReader, ByteWriter } from '../codec/bytes.ts';
import { decodeColumn, encodeColumn } from '../codec/column.ts';
import { crc32Of } from '../codec/crc.ts';
import { readSketch, startSketches, writeSketch } from '../codec/sketches.ts';
import { decodeTimerColumns, encodeTimerColumns } from '../codec/timer-columns.ts';
import { kindNumber, kindOfNumber } from './log-record.ts';
import { presenceForm, readPresence, writePresence } from './presence.ts';
import { clearTable, hasSlot, type SlotTable, widthOf } from './slot-table.ts';

/** The first byte: kind in three bits, form of the presence in two, sketches in one. */
const PRESENCE = 8;
const WITH_SKETCHES = 32;
/** At the end of each chunk. */
export const CRC_BYTES = 4;

/** Present values of each column, gathered before they are encoded. */
let present = new Float64Array(720 * TIMER_COLUMN_COUNT);
/** Slots that hold a value, and the ends of their sketches, while one chunk is worked on. */
let places = new Uint16Array(720);
let ends = new Uint32Array(720);
const core = new ByteWriter(16 * 1024);

function makeRoom(slots: number): void {
  if (places.length >= slots) return;
  present = new Float64Array(slots * TIMER_COLUMN_COUNT);
  places = new Uint16Array(slots);
  ends = new Uint32Array(slots);
}

/** Appends a chunk of the table's values, which must not be empty. */
export function encodeChunk(out: ByteWriter, id: number, table: SlotTable, keepSketches: boolean): void {
  const start = out.length;
  const { slots, kind, columns, sketches } = table;
  makeRoom(slots);
  let count = 0;
  for (let i = 0; i < slots; i++) if (hasSlot(table, i)) places[count++] = i;
  let withSketches = false;
  if (keepSketches && kind === 'timer') {
    for (let n = 0; n < count && !withSketches; n++) withSketches = sketches[places[n] as number] !== undefined;
  }
  const form = presenceForm(places, count, slots);
  out.u8(kindNumber(kind) + form * PRESENCE + (withSketches ? WITH_SKETCHES : 0));
  writePresence(out, form, places, count, slots);
  const width = widthOf(kind);
  for (let c = 0; c < width; c++) {
    const at = c * slots;
    if (count < slots) for (let n = 0; n < count; n++) present[at + n] = columns[at + (places[n] as number)] as number;
    if (kind !== 'timer') encodeColumn(out, count < slots ? present : columns, at, count);
  }
  if (kind === 'timer') encodeTimerColumns(out, count < slots ? present : columns, slots, count);
  if (withSketches) {
    startSketches();
    for (let n = 0; n < count; n++) writeSketch(out, sketches[places[n] as number]);
  }
  out.u32(out.crcFrom(start, id));
}

/** Takes the sketches of a chunk as they are decoded: slots ascend, and `bytes` is the caller's only during the call. */
export interface SketchSink {
  put(slot: number, bytes: Uint8Array, from: number, until: number): void;
}

export const NO_SKETCHES: SketchSink = { put: () => undefined };

/**
 * The chunk without its CRC. Throws RangeError when the bytes are damaged or of another series: the CRC begins with the id.
 */
export function checkedChunk(bytes: Uint8Array, id: number): Uint8Array {
  const length = bytes.length - CRC_BYTES;
  if (length < 1) throw new RangeError('wrong check sum');
  const body = bytes.subarray(0, length);
  const sum = (bytes[length] as number) + (bytes[length + 1] as number) * 2 ** 8;
  if (
    crc32Of(bytes, 0, length, id) !==
    sum + (bytes[length + 2] as number) * 2 ** 16 + (bytes[length + 3] as number) * 2 ** 24
  )
    throw new RangeError('wrong check sum');
  return body;
}

/**
 * Reads a chunk into a table of as many slots; sketches go to `sketches`, or into the table without one. Throws RangeError when the bytes
 * are damaged or of another series; nothing has gone to `sketches` then.
 */
export function decodeChunk(bytes: Uint8Array, id: number, table: SlotTable, sketches?: SketchSink): void {
  decodeBody(checkedChunk(bytes, id), table, sketches);
}

/** The same of what `checkedChunk` answered. */
export function decodeBody(body: Uint8Array, table: SlotTable, sketches?: SketchSink): void {
  const from = new ByteReader(body);
  const { slots } = table;
  makeRoom(slots);
  const head = from.u8();
  clearTable(table, kindOfNumber(head & 7));
  const count = readPresence(from, (head >> 3) & 3, places, slots);
  decodeColumns(from, table, count);
  if ((head & WITH_SKETCHES) !== 0 && sketches !== NO_SKETCHES) decodeSketches(from, table, count, sketches);
}

function decodeColumns(from: ByteReader, table: SlotTable, count: number): void {
  const { slots, kind, columns } = table;
  const width = widthOf(kind);
  // With every slot present the values lie where they belong at once.
  const into = count === slots ? columns : present;
  if (kind === 'timer') decodeTimerColumns(from, into, slots, count);
  else for (let c = 0; c < width; c++) decodeColumn(from, into, c * slots, count);
  if (into === columns) return;
  for (let c = 0; c < width; c++) {
    const at = c * slots;
    for (let n = 0; n < count; n++) columns[at + (places[n] as number)] = present[at + n] as number;
  }
}

/** First all of them: a sink must not have half of what turns out to be damaged. */
function decodeSketches(from: ByteReader, table: SlotTable, count: number, sketches: SketchSink | undefined): void {
  core.clear();
  startSketches();
  for (let n = 0; n < count; n++) {
    readSketch(from, core);
    ends[n] = core.length;
  }
  const bytes = sketches === undefined ? core.take() : core.view();
  let start = 0;
  for (let n = 0; n < count; n++) {
    const end = ends[n] as number;
    if (end > start) {
      const place = places[n] as number;
      if (sketches === undefined) table.sketches[place] = bytes.subarray(start, end);
      else sketches.put(place, bytes, start, end);
    }
    start = end;
  }
}
