/** Reads a block back. */
import { inflateRawSync } from 'node:zlib';
import type { StoredRecord } from '@carpy/core';
import { blockCrc } from './block-writer.ts';
import { hasTraceFlag, recordOf } from './record-entry.ts';
import { ID_BYTES, ID_WORDS } from './record-ids.ts';
import { BLOCK_HEAD_BYTES, BLOCK_MAGIC, SegmentDamage } from './segment-format.ts';

const NEWLINE = 10;

export class BlockView {
  readonly rows: number;
  readonly ids: Uint32Array;
  readonly #flags: Uint8Array;
  readonly #traces: Uint32Array;
  readonly #packed: Uint8Array;
  readonly #preset: Uint8Array;
  readonly #jsonBytes: number;
  #lines: Lines | undefined;

  /** `block` may be longer than the block. Throws SegmentDamage. */
  constructor(block: Uint8Array, preset: Uint8Array) {
    const size = blockBytes(block);
    if (size === undefined || size > block.length) throw new SegmentDamage('a block is damaged');
    const whole = block.subarray(0, size);
    const head = Buffer.from(whole.buffer, whole.byteOffset, BLOCK_HEAD_BYTES);
    if (head.readUInt32LE(16) !== blockCrc(whole)) throw new SegmentDamage('a block is damaged');
    const jsonBytes = head.readUInt32LE(8);
    this.rows = head.readUInt32LE(12);
    const body = whole.subarray(BLOCK_HEAD_BYTES);
    this.ids = wordsOf(body, 0, this.rows);
    this.#flags = body.slice(this.rows * ID_BYTES, this.rows * (ID_BYTES + 1));
    let traces = 0;
    for (const flags of this.#flags) if (hasTraceFlag(flags)) traces++;
    const tracesAt = this.rows * (ID_BYTES + 1);
    this.#traces = wordsOf(body, tracesAt, traces);
    this.#packed = body.subarray(tracesAt + traces * ID_BYTES);
    this.#preset = preset;
    this.#jsonBytes = jsonBytes;
  }

  /** Memory that it takes, bytes. */
  get bytes(): number {
    return this.#jsonBytes + this.rows * 40;
  }

  record(row: number): StoredRecord {
    const { json, starts } = this.#unpacked();
    const flags = this.#flags[row] as number;
    let trace = 0;
    for (let i = 0; i < row; i++) if (hasTraceFlag(this.#flags[i] as number)) trace++;
    const line = json.subarray(starts[row], (starts[row + 1] as number) - 1);
    return recordOf(line, flags, this.ids, row * ID_WORDS, this.#traces, trace * ID_WORDS);
  }

  /** Ids are asked for without the records too. */
  #unpacked(): Lines {
    if (this.#lines !== undefined) return this.#lines;
    let json: Uint8Array;
    try {
      json = inflateRawSync(this.#packed, {
        dictionary: this.#preset,
        chunkSize: Math.max(64, this.#jsonBytes + 1),
        maxOutputLength: this.#jsonBytes + 1,
      });
    } catch (e) {
      throw new SegmentDamage('a block cannot be unpacked', { cause: e });
    }
    const starts = new Uint32Array(this.rows + 1);
    for (let i = 1, at = 0; i < this.rows; i++) {
      at = json.indexOf(NEWLINE, at) + 1;
      starts[i] = at;
    }
    starts[this.rows] = json.length + 1;
    this.#lines = { json, starts };
    return this.#lines;
  }
}

interface Lines {
  readonly json: Uint8Array;
  /** Where each line begins, and where the one behind the last would. */
  readonly starts: Uint32Array;
}

/** Of the whole block that begins here; undefined where none does. */
export function blockBytes(block: Uint8Array): number | undefined {
  if (block.length < BLOCK_HEAD_BYTES) return undefined;
  const head = Buffer.from(block.buffer, block.byteOffset, BLOCK_HEAD_BYTES);
  if (head.readUInt32LE(0) !== BLOCK_MAGIC) return undefined;
  return BLOCK_HEAD_BYTES + head.readUInt32LE(4);
}

/** A copy, since u32 arrays begin on a multiple of four. */
const wordsOf = (bytes: Uint8Array, at: number, count: number): Uint32Array =>
  new Uint32Array(bytes.slice(at, at + count * ID_BYTES).buffer);
