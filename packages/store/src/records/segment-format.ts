/** The layout of a segment's file. Format: docs/format.md, "Request records". */
import { crc32 } from 'node:zlib';
import { CarpyError } from '@carpy/core';
import { ByteReader, ByteWriter } from '../codec/bytes.ts';

/** "CREC" as a little-endian u32: the beginning and the end of a segment. */
export const SEGMENT_MAGIC = 0x43455243;
/** "RBLK": a block of version 1, whose lines are whole records. */
export const LINES_BLOCK_MAGIC = 0x4b4c4252;
/** "RBL2". */
export const BLOCK_MAGIC = 0x324c4252;
/** "CRLG": the beginning of a log. */
export const LOG_MAGIC = 0x474c5243;
/** "RFRM": that of a frame in it. */
export const FRAME_MAGIC = 0x4d524652;
export const RECORDS_VERSION = 2;

/** magic, bytes of the body, bytes that are packed in it, rows, CRC. */
export const BLOCK_HEAD_BYTES = 20;
/** bytes of the directory, CRC, version, magic. */
export const TAIL_BYTES = 16;

/** Buckets that tokens are sorted into, by their highest bits. */
export const TOKEN_BUCKETS = 1024;
export const TOKEN_BUCKET_SHIFT = 22;

export interface SectionPlace {
  readonly offset: number;
  readonly bytes: number;
  readonly crc: number;
}

export type SectionName =
  | 'preset'
  | 'blocks'
  | 'codes'
  | 'starts'
  | 'durations'
  | 'longest'
  | 'slow'
  | 'tallies'
  | 'keyPlaces'
  | 'keys'
  | 'what'
  | 'origin'
  | 'result'
  | 'weight'
  | 'tokens'
  | 'postings'
  | 'vocabulary'
  | 'sums';

/** At the end of a segment, as JSON. */
export interface Directory {
  readonly writer: string;
  readonly rows: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** When the last of it came, epoch ms of the server: its age. */
  readonly lastAtMs: number;
  /** The logs whose rows it has: none of them is needed any more. */
  readonly firstLog: number;
  readonly lastLog: number;
  /** Bytes of a start's offset: 2, 4 or 8. */
  readonly startWidth: number;
  /** Bytes of a code; 0 where there is one only. */
  readonly widths: Readonly<Record<'what' | 'origin' | 'result' | 'weight', number>>;
  readonly sections: Readonly<Partial<Record<SectionName, SectionPlace>>>;
}

/** A part of a segment does not say what was written. */
export class SegmentDamage extends Error {
  override readonly name = 'SegmentDamage';
}

/** Head of a log or segment: magic, version, who writes it. */
export function writeHead(out: ByteWriter, magic: number, writer: string): void {
  out.u32(magic);
  out.u32(RECORDS_VERSION);
  out.string(writer);
  out.u32(crc32(out.view()));
}

/** Where a head ends, and by which version of the format what follows is read. */
export interface FileHead {
  readonly end: number;
  readonly version: number;
}

/** Throws SegmentDamage, and CARPY_STORE_FORMAT for a newer version. */
export function readHead(bytes: Uint8Array, magic: number, path: string): FileHead {
  try {
    const reader = new ByteReader(bytes);
    const found = reader.u32();
    const version = reader.u32();
    const writer = reader.string();
    const end = reader.at;
    if (found !== magic || reader.u32() !== crc32(bytes.subarray(0, end)))
      throw new SegmentDamage('its head is damaged');
    if (version > RECORDS_VERSION)
      throw new CarpyError(
        'CARPY_STORE_FORMAT',
        `${path} was written by ${writer} (records of version ${version}, this version reads up to ${RECORDS_VERSION}); use that version or a newer one`,
      );
    return { end: end + 4, version };
  } catch (e) {
    if (e instanceof RangeError) throw new SegmentDamage('its head is cut short');
    throw e;
  }
}

/** A part at the beginning of a segment: u32 bytes, CRC, and these bytes. */
export function writePart(content: Uint8Array): Uint8Array {
  const out = new ByteWriter(content.length + PART_HEAD_BYTES);
  out.u32(content.length);
  out.u32(crc32(content));
  out.raw(content);
  return out.take();
}

/** Bytes and CRC. */
export const PART_HEAD_BYTES = 8;

/** Undefined where it is damaged. */
export function readPart(bytes: Uint8Array, at: number): Uint8Array | undefined {
  if (at + PART_HEAD_BYTES > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const content = bytes.subarray(at + PART_HEAD_BYTES, at + PART_HEAD_BYTES + view.getUint32(0, true));
  return crc32(content) === view.getUint32(4, true) ? content : undefined;
}

/** That of a file of `size` bytes. Throws SegmentDamage. */
export function readDirectory(read: (at: number, bytes: number) => Uint8Array, size: number): Directory {
  const tail = Buffer.from(read(Math.max(0, size - TAIL_BYTES), TAIL_BYTES));
  if (tail.length < TAIL_BYTES || tail.readUInt32LE(12) !== SEGMENT_MAGIC)
    throw new SegmentDamage('its end is missing');
  const bytes = tail.readUInt32LE(0);
  if (bytes > size - TAIL_BYTES) throw new SegmentDamage('its end is damaged');
  const json = Buffer.from(read(size - TAIL_BYTES - bytes, bytes));
  if (crc32(json) !== tail.readUInt32LE(4)) throw new SegmentDamage('its end is damaged');
  return JSON.parse(json.toString('utf8')) as Directory;
}

export function headBytes(magic: number, writer: string): Uint8Array {
  const out = new ByteWriter(256);
  writeHead(out, magic, writer);
  return out.take();
}

/** `000000000012.log`, `000000000012-0.seg`: number and, for a segment, how often it was written anew. */
export const logName = (sequence: number): string => `${String(sequence).padStart(12, '0')}.log`;
export const segmentName = (sequence: number, generation: number): string =>
  `${String(sequence).padStart(12, '0')}-${generation}.seg`;

export type RecordsFileName =
  | { readonly is: 'log'; readonly sequence: number }
  | { readonly is: 'segment'; readonly sequence: number; readonly generation: number }
  | { readonly is: 'lines' }
  | { readonly is: 'temporary' };

/** Undefined for a name that no version gave. */
export function parseRecordsName(name: string): RecordsFileName | undefined {
  const found = /^(\d{12})(?:\.log|-(\d+)\.seg)(\.tmp)?$/.exec(name);
  if (found === null) return /^\d{13}-\d{6}\.ndjson$/.test(name) ? { is: 'lines' } : undefined;
  if (found[3] !== undefined) return { is: 'temporary' };
  const sequence = Number(found[1]);
  if (found[2] === undefined) return { is: 'log', sequence };
  return { is: 'segment', sequence, generation: Number(found[2]) };
}
