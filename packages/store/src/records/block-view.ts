/** Reads a block back. */
import { inflateRawSync } from 'node:zlib';
import type { StoredRecord } from '@carpy/core';
import { ByteReader } from '../codec/bytes.ts';
import { blockCrc, STARTS_WHOLE } from './block-writer.ts';
import { hasTraceFlag, parsedOf, type SharedColumn, whole } from './record-entry.ts';
import { ID_BYTES, ID_WORDS } from './record-ids.ts';
import type { CodeFields } from './row-codes.ts';
import { BLOCK_HEAD_BYTES, BLOCK_MAGIC, LINES_BLOCK_MAGIC, SegmentDamage } from './segment-format.ts';

const NEWLINE = 10;
/** Memory of a row besides its text, bytes. */
const ROW_BYTES = 72;

/** What blocks of a segment have in common: the preset dictionary, and what codes stand for. */
export interface BlockKey {
  readonly preset: Uint8Array;
  readonly fields: Readonly<Record<SharedColumn, readonly CodeFields[]>>;
}

export class BlockView {
  readonly rows: number;
  readonly ids: Uint32Array;
  readonly #flags: Uint8Array;
  readonly #traces: Uint32Array;
  readonly #packed: Uint8Array;
  readonly #key: BlockKey;
  readonly #hasColumns: boolean;
  readonly #unpackedBytes: number;
  #content: Content | undefined;

  /** `block` may be longer than the block. Throws SegmentDamage. */
  constructor(block: Uint8Array, key: BlockKey) {
    const size = blockBytes(block);
    if (size === undefined || size > block.length) throw new SegmentDamage('a block is damaged');
    const whole = block.subarray(0, size);
    const head = Buffer.from(whole.buffer, whole.byteOffset, BLOCK_HEAD_BYTES);
    if (head.readUInt32LE(16) !== blockCrc(whole)) throw new SegmentDamage('a block is damaged');
    this.#hasColumns = head.readUInt32LE(0) === BLOCK_MAGIC;
    this.#unpackedBytes = head.readUInt32LE(8);
    this.rows = head.readUInt32LE(12);
    const body = whole.subarray(BLOCK_HEAD_BYTES);
    this.ids = wordsOf(body, 0, this.rows);
    this.#flags = body.slice(this.rows * ID_BYTES, this.rows * (ID_BYTES + 1));
    let traces = 0;
    for (const flags of this.#flags) if (hasTraceFlag(flags)) traces++;
    const tracesAt = this.rows * (ID_BYTES + 1);
    this.#traces = wordsOf(body, tracesAt, traces);
    this.#packed = body.subarray(tracesAt + traces * ID_BYTES);
    this.#key = key;
  }

  /** Memory that it takes, bytes. */
  get bytes(): number {
    return this.#unpackedBytes + this.rows * ROW_BYTES;
  }

  record(row: number): StoredRecord {
    const { bytes, lines, columns } = this.#unpacked();
    const flags = this.#flags[row] as number;
    let trace = 0;
    for (let i = 0; i < row; i++) if (hasTraceFlag(this.#flags[i] as number)) trace++;
    const line = bytes.subarray(lines[row], (lines[row + 1] as number) - 1);
    const parsed = parsedOf(line, flags, this.ids, row * ID_WORDS, this.#traces, trace * ID_WORDS);
    const { start, duration } = columns;
    const shared = (column: SharedColumn): CodeFields => this.#key.fields[column][columns[column][row] as number] ?? {};
    return whole(parsed, flags, start[row] as number, duration[row] as number, {
      what: shared('what'),
      origin: shared('origin'),
      result: shared('result'),
    });
  }

  /** Ids are asked for without the records too. */
  #unpacked(): Content {
    if (this.#content !== undefined) return this.#content;
    let bytes: Uint8Array;
    try {
      bytes = inflateRawSync(this.#packed, {
        dictionary: this.#key.preset,
        chunkSize: Math.max(64, this.#unpackedBytes + 1),
        maxOutputLength: this.#unpackedBytes + 1,
      });
    } catch (e) {
      throw new SegmentDamage('a block cannot be unpacked', { cause: e });
    }
    const reader = new ByteReader(bytes);
    const columns = columnsOf(reader, this.#hasColumns ? this.rows : 0);
    const lines = new Uint32Array(this.rows + 1);
    lines[0] = reader.at;
    for (let i = 1; i < this.rows; i++) lines[i] = bytes.indexOf(NEWLINE, lines[i - 1] as number) + 1;
    lines[this.rows] = bytes.length + 1;
    this.#content = { bytes, lines, columns };
    return this.#content;
  }
}

interface Content {
  readonly bytes: Uint8Array;
  /** Where each line begins, and where the one behind the last would. */
  readonly lines: Uint32Array;
  /** Empty in version 1, whose lines say it all. */
  readonly columns: Columns;
}

type Columns = Readonly<Record<SharedColumn | 'duration', Uint32Array>> & { readonly start: Float64Array };

function columnsOf(reader: ByteReader, rows: number): Columns {
  const isWhole = rows > 0 && reader.u8() === STARTS_WHOLE;
  const start = new Float64Array(rows);
  for (let row = 0, ms = 0; row < rows; row++) {
    ms = isWhole ? ms + reader.varint() : reader.f64();
    start[row] = ms;
  }
  const column = (): Uint32Array => {
    const values = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) values[row] = reader.varint();
    return values;
  };
  return { start, duration: column(), what: column(), origin: column(), result: column() };
}

/** Of the whole block that begins here; undefined where none does. */
export function blockBytes(block: Uint8Array): number | undefined {
  if (block.length < BLOCK_HEAD_BYTES) return undefined;
  const head = Buffer.from(block.buffer, block.byteOffset, BLOCK_HEAD_BYTES);
  const magic = head.readUInt32LE(0);
  if (magic !== BLOCK_MAGIC && magic !== LINES_BLOCK_MAGIC) return undefined;
  return BLOCK_HEAD_BYTES + head.readUInt32LE(4);
}

/** A copy, since u32 arrays begin on a multiple of four. */
const wordsOf = (bytes: Uint8Array, at: number, count: number): Uint32Array =>
  new Uint32Array(bytes.slice(at, at + count * ID_BYTES).buffer);
