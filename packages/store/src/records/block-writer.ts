/**
 * Blocks of a segment: some 16 KB of JSON lines through raw deflate, with the segment's first lines as its preset dictionary, since a block
 * alone is too short to be compressed well. Ids and traces stand before it as they are. On the thread that asks: handing a
 * block to another one and back costs that thread as much as packing it.
 */
import { crc32, deflateRawSync } from 'node:zlib';
import { ByteWriter } from '../codec/bytes.ts';
import type { EntryView } from './record-entry.ts';
import { ID_BYTES } from './record-ids.ts';
import { BLOCK_HEAD_BYTES, BLOCK_MAGIC } from './segment-format.ts';

export const BLOCK_JSON_BYTES = 16_384;
export const PRESET_BYTES = 16_384;
const LEVEL = 3;
/** More than most blocks take; zlib makes room for as much, and for as much again where that is not enough. */
const PACKED_BYTES = 4_096;
const NEWLINE = 10;

/** A block whose lines are being gathered. */
export class BlockDraft {
  readonly #ids = new ByteWriter(2048);
  readonly #flags = new ByteWriter(128);
  readonly #traces = new ByteWriter(2048);
  readonly #json = new ByteWriter(BLOCK_JSON_BYTES * 2);
  rows = 0;

  get isFull(): boolean {
    return this.#json.length >= BLOCK_JSON_BYTES;
  }

  get json(): Uint8Array {
    return this.#json.view();
  }

  add(entry: EntryView): void {
    const { bytes, idAt, jsonAt, end } = entry;
    if (this.rows++ > 0) this.#json.u8(NEWLINE);
    this.#ids.raw(bytes.subarray(idAt, idAt + ID_BYTES));
    this.#flags.u8(entry.flags);
    if (entry.hasTrace) this.#traces.raw(bytes.subarray(idAt + ID_BYTES, idAt + 2 * ID_BYTES));
    this.#json.raw(bytes.subarray(jsonAt, end));
  }

  /** The block's bytes; the draft begins anew at once. */
  pack(preset: Uint8Array): Uint8Array {
    const head = Buffer.concat([this.#ids.view(), this.#flags.view(), this.#traces.view()]);
    const json = this.#json.take();
    const { rows } = this;
    for (const part of [this.#ids, this.#flags, this.#traces, this.#json]) part.clear();
    this.rows = 0;
    const packed = deflateRawSync(json, { level: LEVEL, dictionary: preset, chunkSize: PACKED_BYTES });
    return framed(head, packed, json.length, rows);
  }
}

function framed(head: Uint8Array, packed: Uint8Array, jsonBytes: number, rows: number): Uint8Array {
  const block = Buffer.allocUnsafe(BLOCK_HEAD_BYTES + head.length + packed.length);
  block.writeUInt32LE(BLOCK_MAGIC, 0);
  block.writeUInt32LE(head.length + packed.length, 4);
  block.writeUInt32LE(jsonBytes, 8);
  block.writeUInt32LE(rows, 12);
  block.set(head, BLOCK_HEAD_BYTES);
  block.set(packed, BLOCK_HEAD_BYTES + head.length);
  block.writeUInt32LE(blockCrc(block), 16);
  return block;
}

/** Of lengths, rows and body. */
export const blockCrc = (block: Uint8Array): number =>
  crc32(block.subarray(BLOCK_HEAD_BYTES), crc32(block.subarray(4, 16)));
