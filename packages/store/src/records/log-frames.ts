/**
 * The log that records are in until they are sealed: a head, then frames, each the batches of one write. What was not written whole has a
 * wrong length or CRC. Format: docs/format.md, "Request records".
 */
import { crc32 } from 'node:zlib';
import type { StoredRecord } from '@carpy/core';
import { ByteReader, type ByteWriter } from '../codec/bytes.ts';
import { EntryView, type SharedColumn, writeEntry } from './record-entry.ts';
import type { StoredBatch } from './records-group.ts';
import type { CodeFields } from './row-codes.ts';
import type { RowTable } from './row-table.ts';
import { FRAME_MAGIC } from './segment-format.ts';

/** magic, bytes of the payload, CRC of the payload. */
export const FRAME_HEAD_BYTES = 12;

/** What a frame says of a batch besides its records. */
export type BatchHead = Pick<StoredBatch, 'app' | 'server' | 'atMs' | 'seen' | 'kept'>;

/** What the codes of a frame's entries stand for; not there in version 1. */
type FrameCodes = Readonly<Record<SharedColumn, readonly (readonly [number, CodeFields])[]>>;

/** Writes one frame, of rows of a table from `first` on, and into the table where their entries begin, behind `base`. */
export function writeFrame(
  out: ByteWriter,
  head: BatchHead,
  records: readonly StoredRecord[],
  table: RowTable,
  first: number,
  base: number,
): void {
  const start = out.length;
  for (let i = 0; i < 3; i++) out.u32(0);
  const { app, server, atMs, seen, kept } = head;
  const codes = codesOf(table, first, first + records.length);
  const headAt = out.length;
  out.u32(0);
  out.setU32(headAt, out.text(JSON.stringify({ app, server, atMs, seen, kept, codes })));
  out.u32(records.length);
  for (let i = 0; i < records.length; i++) {
    table.at[first + i] = base + out.length;
    writeEntry(out, records[i] as StoredRecord, table, first + i);
  }
  const payload = start + FRAME_HEAD_BYTES;
  out.setU32(start, FRAME_MAGIC);
  out.setU32(start + 4, out.length - payload);
  out.setU32(start + 8, crc32(out.view(payload)));
}

function codesOf(table: RowTable, from: number, to: number): FrameCodes {
  const used = (column: SharedColumn): (readonly [number, CodeFields])[] => {
    const { fields } = table.codes[column];
    const codes = table[column];
    const isUsed = new Uint8Array(fields.length);
    for (let row = from; row < to; row++) isUsed[codes[row] as number] = 1;
    const list: (readonly [number, CodeFields])[] = [];
    for (let code = 0; code < fields.length; code++)
      if (isUsed[code] === 1) list.push([code, fields[code] as CodeFields]);
    return list;
  };
  return { what: used('what'), origin: used('origin'), result: used('result') };
}

export interface LogContent {
  readonly frames: readonly { readonly at: number; readonly end: number }[];
  /** Damaged stretches before another whole frame; a torn end is none. */
  readonly damaged: number;
}

/** Where whole frames are, from `from` on. */
export function findFrames(bytes: Uint8Array, from: number): LogContent {
  const frames: { at: number; end: number }[] = [];
  const magic = Buffer.from(Uint32Array.of(FRAME_MAGIC).buffer);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let damaged = 0;
  let at = from;
  while (at < bytes.length) {
    const end = frameEnd(buffer, at);
    if (end !== undefined) {
      if (at > (frames.at(-1)?.end ?? from)) damaged++;
      frames.push({ at, end });
      at = end;
      continue;
    }
    const next = buffer.indexOf(magic, at + 1);
    at = next < 0 ? bytes.length : next;
  }
  return { frames, damaged };
}

/** Undefined where no whole frame begins. */
function frameEnd(bytes: Buffer, at: number): number | undefined {
  if (at + FRAME_HEAD_BYTES > bytes.length || bytes.readUInt32LE(at) !== FRAME_MAGIC) return undefined;
  const end = at + FRAME_HEAD_BYTES + bytes.readUInt32LE(at + 4);
  if (end > bytes.length) return undefined;
  return crc32(bytes.subarray(at + FRAME_HEAD_BYTES, end)) === bytes.readUInt32LE(at + 8) ? end : undefined;
}

/** A frame of a log; `entries` moves one view from entry to entry. */
export interface FrameContent {
  readonly head: BatchHead;
  readonly entries: Generator<EntryView>;
  /** The record of an entry. Throws SyntaxError for what no version writes. */
  readonly record: (entry: EntryView) => StoredRecord;
}

/** Reads a whole frame. Throws RangeError and SyntaxError for what no version writes. */
export function readFrame(bytes: Uint8Array, at: number): FrameContent {
  const reader = new ByteReader(bytes.subarray(at + FRAME_HEAD_BYTES));
  const head = JSON.parse(new TextDecoder().decode(reader.raw(reader.u32()))) as BatchHead & { codes?: FrameCodes };
  const rows = reader.u32();
  const { what, origin, result } = head.codes ?? { what: [], origin: [], result: [] };
  const fields = { what: new Map(what), origin: new Map(origin), result: new Map(result) };
  const shared = (entry: EntryView, column: SharedColumn): CodeFields => fields[column].get(entry.codeOf(column)) ?? {};
  return {
    head,
    entries: entriesOf(bytes, at + FRAME_HEAD_BYTES + reader.at, rows),
    record: (entry) =>
      entry.record({
        what: shared(entry, 'what'),
        origin: shared(entry, 'origin'),
        result: shared(entry, 'result'),
      }),
  };
}

function* entriesOf(bytes: Uint8Array, from: number, rows: number): Generator<EntryView> {
  const view = new EntryView(bytes);
  let at = from;
  for (let row = 0; row < rows; row++) {
    view.moveTo(at);
    yield view;
    at = view.end;
  }
}
