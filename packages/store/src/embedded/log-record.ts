/**
 * Records of the write-ahead log: new names, and sections. One record is one frame with a length and a CRC, so a torn end is known.
 * Format: docs/format.md, "Write-ahead log".
 */
import { crc32 } from 'node:zlib';
import type { SeriesKind } from '@carpy/core';
import { ByteReader, type ByteWriter } from '../codec/bytes.ts';
import { readSection, type Section, writeSection } from './section.ts';

/** A name with the store's own id. */
export interface NamedSeries {
  readonly id: number;
  readonly kind: SeriesKind;
  readonly name: string;
}

export interface LogRecord {
  readonly declared: readonly NamedSeries[];
  readonly sections: readonly Section[];
  /** Ids of the kept windows (kept-window.ts) whose values the sections hold. */
  readonly takenUp: readonly string[];
}

/** "CWAL" as a little-endian u32. */
const MAGIC = 0x4c415743;
const VERSION = 2;
/** Version 1 had no kept windows. */
const OLDEST_VERSION = 1;
const HEAD_BYTES = 16;

/** Kinds by their number on disk; never reorder. */
const KINDS: readonly SeriesKind[] = ['timer', 'apdex', 'counter', 'gauge', 'set', 'plain'];

export const kindNumber = (kind: SeriesKind): number => KINDS.indexOf(kind);

/** Throws RangeError on a number that stands for no kind. */
export function kindOfNumber(n: number): SeriesKind {
  const kind = KINDS[n];
  if (kind === undefined) throw new RangeError(`kind ${n} is not known`);
  return kind;
}

export function writeNamed(out: ByteWriter, named: readonly NamedSeries[]): void {
  out.u32(named.length);
  for (const { id, kind, name } of named) {
    out.u32(id);
    out.u8(kindNumber(kind));
    out.string(name);
  }
}

export function readNamed(from: ByteReader): NamedSeries[] {
  const named: NamedSeries[] = [];
  for (let n = from.u32(); n > 0; n--)
    named.push({ id: from.u32(), kind: kindOfNumber(from.u8()), name: from.string() });
  return named;
}

/** Appends one framed record. */
export function writeLogRecord(out: ByteWriter, record: LogRecord): void {
  const start = out.length;
  out.u32(MAGIC);
  out.u32(VERSION);
  out.u32(0);
  out.u32(0);
  writeNamed(out, record.declared);
  out.u32(record.sections.length);
  for (const section of record.sections) writeSection(out, section);
  out.u32(record.takenUp.length);
  for (const id of record.takenUp) out.string(id);
  const payload = out.view(start + HEAD_BYTES);
  const crc = crc32(payload);
  out.setU32(start + 8, payload.length);
  out.setU32(start + 12, crc);
}

export interface LogScan {
  readonly records: readonly LogRecord[];
  /** Damaged stretches with good records after them; a torn end is no damage. */
  readonly damaged: number;
}

/** Reads all whole records of a log. What stands after the last one is a torn end, and is left out. */
export function scanLog(bytes: Uint8Array): LogScan {
  const records: LogRecord[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let damaged = 0;
  let skipping = false;
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const record = recordAt(bytes, view, at);
    if (record === undefined) {
      skipping = true;
      at = nextMagic(bytes, view, at + 1);
      continue;
    }
    if (skipping) damaged++;
    skipping = false;
    records.push(record);
    at += HEAD_BYTES + view.getUint32(at + 8, true);
  }
  return { records, damaged };
}

function recordAt(bytes: Uint8Array, view: DataView, at: number): LogRecord | undefined {
  const version = view.getUint32(at + 4, true);
  if (view.getUint32(at, true) !== MAGIC || version < OLDEST_VERSION || version > VERSION) return undefined;
  const length = view.getUint32(at + 8, true);
  if (at + HEAD_BYTES + length > bytes.length) return undefined;
  const payload = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
  if (crc32(payload) !== view.getUint32(at + 12, true)) return undefined;
  const reader = new ByteReader(payload);
  try {
    const declared = readNamed(reader);
    const sections: Section[] = [];
    for (let n = reader.u32(); n > 0; n--) sections.push(readSection(reader));
    const takenUp: string[] = [];
    if (version > OLDEST_VERSION) for (let n = reader.u32(); n > 0; n--) takenUp.push(reader.string());
    return { declared, sections, takenUp };
  } catch (e) {
    if (e instanceof RangeError) return undefined;
    throw e;
  }
}

function nextMagic(bytes: Uint8Array, view: DataView, from: number): number {
  let at = from;
  for (; at + HEAD_BYTES <= bytes.length; at++) if (view.getUint32(at, true) === MAGIC) return at;
  return bytes.length;
}
