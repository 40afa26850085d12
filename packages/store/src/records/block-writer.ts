/**
 * Blocks of a segment: columns and JSON lines of some rows, about 8 KB, through raw deflate, with the segment's first lines as its preset
 * dictionary, since a block alone is too short to be compressed well. Ids and traces stand before it as they are. On the thread that asks:
 * handing a block to another one and back costs that thread as much as packing it.
 */
import { crc32, deflateRawSync } from 'node:zlib';
import { ByteWriter } from '../codec/bytes.ts';
import { type EntryView, SHARED_COLUMNS } from './record-entry.ts';
import { ID_BYTES } from './record-ids.ts';
import { BLOCK_HEAD_BYTES, BLOCK_MAGIC } from './segment-format.ts';
import type { TableContent } from './table-content.ts';

const BLOCK_BYTES = 8_192;
/** A longer one saves little, and is read into the compressor for every block. */
export const PRESET_BYTES = 4_096;
/** About what the columns of a row take. */
const COLUMNS_BYTES = 8;
/** Higher levels take a few percent less room for a third more time. */
const LEVEL = 1;
/** More than most blocks take; zlib makes room for as much, and for as much again where that is not enough. */
const PACKED_BYTES = 4_096;
const NEWLINE = 10;
/** How the starts of a block are written. */
export const STARTS_WHOLE = 0;
export const STARTS_AS_THEY_ARE = 1;

/** A block whose rows are being gathered. */
export class BlockDraft {
  readonly #table: TableContent;
  readonly #ids = new ByteWriter(2048);
  readonly #flags = new ByteWriter(128);
  readonly #traces = new ByteWriter(2048);
  readonly #json = new ByteWriter(BLOCK_BYTES * 2);
  readonly #out = new ByteWriter(BLOCK_BYTES * 2);
  readonly #block = new ByteWriter(BLOCK_BYTES * 2);
  readonly #rows: number[] = [];

  constructor(table: TableContent) {
    this.#table = table;
  }

  get isFull(): boolean {
    return this.#json.length + this.#rows.length * COLUMNS_BYTES >= BLOCK_BYTES;
  }

  get json(): Uint8Array {
    return this.#json.view();
  }

  /** Rows come by their starts. */
  add(entry: EntryView, row: number): void {
    const { bytes, idAt, jsonAt, end } = entry;
    if (this.#rows.length > 0) this.#json.u8(NEWLINE);
    this.#rows.push(row);
    this.#ids.part(bytes, idAt, idAt + ID_BYTES);
    this.#flags.u8(entry.flags);
    if (entry.hasTrace) this.#traces.part(bytes, idAt + ID_BYTES, idAt + 2 * ID_BYTES);
    this.#json.raw(bytes.subarray(jsonAt, end));
  }

  /** The block's bytes, valid until the next call; the draft begins anew. */
  pack(preset: Uint8Array): Uint8Array {
    const out = this.#out;
    out.clear();
    writeStarts(out, this.#table.start, this.#rows);
    for (const column of ['duration', ...SHARED_COLUMNS] as const) {
      const values = this.#table[column];
      for (const row of this.#rows) out.varint(values[row] as number);
    }
    out.raw(this.#json.view());
    const unpacked = out.view();
    const packed = deflateRawSync(unpacked, { level: LEVEL, dictionary: preset, chunkSize: PACKED_BYTES });
    const head = [this.#ids.view(), this.#flags.view(), this.#traces.view()];
    const block = framed(this.#block, [...head, packed], unpacked.length, this.#rows.length);
    for (const part of [this.#ids, this.#flags, this.#traces, this.#json]) part.clear();
    this.#rows.length = 0;
    return block;
  }
}

/** Whole ms, ascending: the first, then the difference to the one before. Others as f64. */
function writeStarts(out: ByteWriter, start: Float64Array, rows: readonly number[]): void {
  const isWhole = rows.every((row) => Number.isSafeInteger(start[row]) && (start[row] as number) >= 0);
  out.u8(isWhole ? STARTS_WHOLE : STARTS_AS_THEY_ARE);
  let before = 0;
  for (const row of rows) {
    const ms = start[row] as number;
    if (isWhole) out.varint(ms - before);
    else out.f64(ms);
    before = ms;
  }
}

function framed(out: ByteWriter, body: readonly Uint8Array[], unpackedBytes: number, rows: number): Uint8Array {
  const bytes = body.reduce((sum, { length }) => sum + length, 0);
  out.clear();
  for (const number of [BLOCK_MAGIC, bytes, unpackedBytes, rows, 0]) out.u32(number);
  for (const part of body) out.raw(part);
  out.setU32(16, blockCrc(out.view()));
  return out.view();
}

/** Of lengths, rows and body. */
export const blockCrc = (block: Uint8Array): number =>
  crc32(block.subarray(BLOCK_HEAD_BYTES), crc32(block.subarray(4, 16)));
