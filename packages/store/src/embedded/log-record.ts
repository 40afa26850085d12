/**
 * Records of the write-ahead log: names and their traits, schemas, sections. One record is one frame with a length and a CRC, so a torn
 * end is known. Format: docs/format.md, "Write-ahead log".
 *
 * Hot: one record a group of writes, all records at a start (bench/store/carbon-lines.mjs).
 */
import { crc32 } from 'node:zlib';
import type { SeriesKind } from '@carpy/core';
import { ByteReader, type ByteWriter } from '../codec/bytes.ts';
import { KINDS, type Traits } from '../schema/schema.ts';
import { readSection, readSectionV2, type Section, writeSection } from './section.ts';

/** A name with the store's own id. It comes again when its traits changed: the last one holds. */
export interface NamedSeries {
  readonly id: number;
  readonly traits: Traits;
  readonly name: string;
}

/** Names to be written. */
export interface NamesToLog {
  readonly count: number;
  idAt(i: number): number;
  traitsAt(i: number): Traits;
  /** Writes the name's UTF-8 so that it ends where `into` does; answers where it begins. */
  nameBefore(i: number, into: Uint8Array): number;
}

export interface LogRecord {
  readonly declared: readonly NamedSeries[];
  readonly sections: readonly Section[];
  /** Ids of the kept windows (kept-window.ts) whose values the sections hold. */
  readonly takenUp: readonly string[];
  /** The store's schemas, as the caller writes them, when they changed. */
  readonly schemas: Uint8Array | undefined;
}

/** What records of versions 1 and 2 don't say. */
export interface OlderLogs {
  traitsOf(name: string, kind: SeriesKind): Traits;
  readonly fineStepS: number;
}

export const kindNumber = (kind: SeriesKind): number => KINDS.indexOf(kind);

/** Throws RangeError on a number that stands for no kind. */
export function kindOfNumber(n: number): SeriesKind {
  const kind = KINDS[n];
  if (kind === undefined) throw new RangeError(`kind ${n} is not known`);
  return kind;
}

/** "CWAL" as a little-endian u32. */
const MAGIC = 0x4c415743;
const VERSION = 3;
/** Version 1 had no kept windows, version 2 no traits and no steps. */
const OLDEST_VERSION = 1;
const HEAD_BYTES = 16;
/** More than the longest name has in UTF-8. */
const MAX_NAME_BYTES = 65_535;

const decoder = new TextDecoder();
/** The name in hand and the one before it. */
let name = new Uint8Array(MAX_NAME_BYTES);
let before = new Uint8Array(MAX_NAME_BYTES);

/** What one record is made of. */
export type RecordToLog = Omit<LogRecord, 'declared'> & { readonly declared: NamesToLog };

/** Appends one framed record. What `out` holds before must be whole records, so that this one begins on a multiple of 8 bytes. */
export function writeLogRecord(out: ByteWriter, record: RecordToLog): void {
  const start = out.length;
  const { declared, sections, takenUp, schemas } = record;
  out.u32(MAGIC);
  out.u32(VERSION);
  out.u32(0);
  out.u32(0);
  out.u32(declared.count);
  out.u32(sections.length);
  out.u32(takenUp.length);
  out.u32(schemas?.length ?? 0);
  if (schemas !== undefined) out.raw(schemas);
  for (const id of takenUp) out.string(id);
  writeNames(out, declared);
  while ((out.length - start) % 8 !== 0) out.u8(0);
  for (const section of sections) writeSection(out, section);
  const payload = out.view(start + HEAD_BYTES);
  const crc = crc32(payload);
  out.setU32(start + 8, payload.length);
  out.setU32(start + 12, crc);
}

function writeNames(out: ByteWriter, declared: NamesToLog): void {
  const end = MAX_NAME_BYTES;
  let beginBefore = end;
  for (let i = 0; i < declared.count; i++) {
    const begin = declared.nameBefore(i, name);
    let at = begin;
    for (let old = beginBefore; old < end && at < end && name[at] === before[old]; old++) at++;
    out.u32(declared.idAt(i));
    out.u32(declared.traitsAt(i));
    out.u16(at - begin);
    out.u16(end - at);
    out.part(name, at, end);
    [name, before] = [before, name];
    beginBefore = begin;
  }
}

export interface LogScan {
  readonly records: readonly LogRecord[];
  /** Damaged stretches with good records after them; a torn end is no damage. */
  readonly damaged: number;
}

/**
 * Reads all whole records of a log. What stands after the last one is a torn end, and is left out. Sections are views of `bytes`, which must
 * not change any more.
 */
export function scanLog(bytes: Uint8Array, older: OlderLogs): LogScan {
  const records: LogRecord[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let damaged = 0;
  let skipping = false;
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const record = recordAt(bytes, view, at, older);
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

function recordAt(bytes: Uint8Array, view: DataView, at: number, older: OlderLogs): LogRecord | undefined {
  const version = view.getUint32(at + 4, true);
  if (view.getUint32(at, true) !== MAGIC || version < OLDEST_VERSION || version > VERSION) return undefined;
  const length = view.getUint32(at + 8, true);
  if (at + HEAD_BYTES + length > bytes.length) return undefined;
  const payload = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
  if (crc32(payload) !== view.getUint32(at + 12, true)) return undefined;
  const reader = new ByteReader(payload);
  try {
    return version === VERSION ? readRecord(reader) : readOlder(reader, version, older);
  } catch (e) {
    if (e instanceof RangeError) return undefined;
    throw e;
  }
}

function readRecord(reader: ByteReader): LogRecord {
  const names = reader.u32();
  const count = reader.u32();
  const taken = reader.u32();
  const schemaBytes = reader.u32();
  const schemas = schemaBytes === 0 ? undefined : reader.raw(schemaBytes).slice();
  const takenUp: string[] = [];
  for (let n = 0; n < taken; n++) takenUp.push(reader.string());
  const declared = readNames(reader, names);
  while ((HEAD_BYTES + reader.at) % 8 !== 0) reader.u8();
  const sections: Section[] = [];
  for (let n = 0; n < count; n++) sections.push(readSection(reader));
  return { declared, sections, takenUp, schemas };
}

function readNames(reader: ByteReader, count: number): NamedSeries[] {
  const declared: NamedSeries[] = [];
  let lengthBefore = 0;
  for (let n = 0; n < count; n++) {
    const id = reader.u32();
    const traits = reader.u32();
    const same = reader.u16();
    const rest = reader.raw(reader.u16());
    if (same > lengthBefore || same + rest.length > MAX_NAME_BYTES) throw new RangeError('a name continues none');
    // The beginning stands there already.
    before.set(rest, same);
    lengthBefore = same + rest.length;
    declared.push({ id, traits, name: decoder.decode(before.subarray(0, lengthBefore)) });
  }
  return declared;
}

function readOlder(reader: ByteReader, version: number, { traitsOf, fineStepS }: OlderLogs): LogRecord {
  const declared: NamedSeries[] = [];
  for (let n = reader.u32(); n > 0; n--) {
    const id = reader.u32();
    const kind = kindOfNumber(reader.u8());
    const text = reader.string();
    declared.push({ id, traits: traitsOf(text, kind), name: text });
  }
  const sections: Section[] = [];
  for (let n = reader.u32(); n > 0; n--) sections.push(readSectionV2(reader, fineStepS));
  const takenUp: string[] = [];
  if (version > OLDEST_VERSION) for (let n = reader.u32(); n > 0; n--) takenUp.push(reader.string());
  // The check sum is not over the version: a newer record with a damaged one must not pass for an old one.
  if (reader.left > 0) throw new RangeError('more than a record');
  return { declared, sections, takenUp, schemas: undefined };
}

function nextMagic(bytes: Uint8Array, view: DataView, from: number): number {
  let at = from;
  for (; at + HEAD_BYTES <= bytes.length; at++) if (view.getUint32(at, true) === MAGIC) return at;
  return bytes.length;
}
