/** Reads a block back. */
import type { StoredRecord } from '@carpy/core';
import { ByteReader } from '../codec/bytes.ts';
import { BlockMemory } from './block-memory.ts';
import { blockCrc, STARTS_WHOLE } from './block-writer.ts';
import { InflateError, inflateInto } from './inflate.ts';
import { hasTraceFlag, parsedOf, type SharedColumn, whole } from './record-entry.ts';
import { ID_BYTES, ID_WORDS } from './record-ids.ts';
import type { CodeFields } from './row-codes.ts';
import { BLOCK_HEAD_BYTES, BLOCK_MAGIC, LINES_BLOCK_MAGIC, SegmentDamage } from './segment-format.ts';

const NEWLINE = 10;
/** Memory of a row besides its text, bytes. */
const ROW_BYTES = 72;
/** About what the columns of a row take before the lines. */
const COLUMNS_BYTES = 8;

/** What blocks of a segment have in common: the preset dictionary, and what codes stand for. */
export interface BlockKey {
  readonly preset: Uint8Array;
  readonly fields: Readonly<Record<SharedColumn, readonly CodeFields[]>>;
}

const NONE = new Uint32Array(0);
const NO_COLUMNS: Columns = { start: new Float64Array(0), duration: NONE, what: NONE, origin: NONE, result: NONE };

export class BlockView {
  readonly rows: number;
  readonly ids: Uint32Array;
  readonly #flags: Uint8Array;
  readonly #traces: Uint32Array;
  readonly #packed: Uint8Array;
  readonly #key: BlockKey;
  readonly #hasColumns: boolean;
  readonly #unpackedBytes: number;
  readonly #memory: BlockMemory;
  #content: Content | undefined;

  /** `block` may be longer than the block. Throws SegmentDamage. */
  constructor(block: Uint8Array, key: BlockKey, memory: BlockMemory = new BlockMemory()) {
    this.#memory = memory;
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
    const { bytes, lines, columns } = this.#unpacked(row);
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

  /** Nobody asks for its records any more. */
  release(): void {
    if (this.#content !== undefined) this.#memory.give(this.#content.memory);
    this.#content = undefined;
  }

  /** As far as the row at least, since a page often wants one row of a block; ids are asked for without the records too. */
  #unpacked(row: number): Content {
    const { rows } = this;
    const wantAll = this.#content !== undefined;
    const content = this.#content ?? new Content(this.#memory, this.#unpackedBytes, rows, this.#hasColumns);
    if (row < content.whole) return content;
    const line = this.#unpackedBytes / rows;
    const more = (end: number): number => {
      if (wantAll) return Number.POSITIVE_INFINITY;
      if (end === 0) return Math.ceil(rows * COLUMNS_BYTES + (row + 1) * line);
      content.find(end);
      return row < content.whole ? 0 : Math.ceil(end + line);
    };
    try {
      content.find(inflateInto(this.#packed, this.#key.preset, content.bytes, more));
    } catch (e) {
      if (!(e instanceof InflateError || e instanceof RangeError)) throw e;
      throw new SegmentDamage('a block cannot be unpacked', { cause: e });
    }
    if (row >= content.whole) throw new SegmentDamage('a block has fewer rows than it says');
    this.#content = content;
    return content;
  }
}

/** What of a block is unpacked. */
class Content {
  readonly memory: Uint8Array;
  readonly bytes: Uint8Array;
  /** Where each line begins, and where the one behind the last would. */
  readonly lines: Uint32Array;
  /** So many lines have their end. */
  whole = 0;
  /** Empty in version 1, whose lines say it all. */
  columns: Columns = NO_COLUMNS;
  readonly #rows: number;
  #hasBegun: boolean;

  constructor(memory: BlockMemory, bytes: number, rows: number, hasColumns: boolean) {
    this.memory = memory.take(bytes);
    this.bytes = this.memory.subarray(0, bytes);
    this.lines = new Uint32Array(rows + 1);
    this.#rows = rows;
    this.#hasBegun = !hasColumns;
  }

  /** Looks for columns and ends of lines in the first `end` bytes. Throws RangeError where all are there and these are not. */
  find(end: number): void {
    const { bytes, lines } = this;
    if (!this.#hasBegun && !this.#begin(end)) return;
    while (this.whole < this.#rows) {
      // Behind what is unpacked there may be anything.
      const found = bytes.indexOf(NEWLINE, lines[this.whole] as number);
      if ((found < 0 || found >= end) && end < bytes.length) return;
      lines[++this.whole] = (found < 0 ? bytes.length : found) + 1;
    }
  }

  #begin(end: number): boolean {
    const reader = new ByteReader(this.bytes.subarray(0, end));
    try {
      this.columns = columnsOf(reader, this.#rows);
    } catch (e) {
      if (e instanceof RangeError && end < this.bytes.length) return false;
      throw e;
    }
    this.lines[0] = reader.at;
    this.#hasBegun = true;
    return true;
  }
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
