/**
 * Writes one block: chunks in ascending order of id, then the table that finds them, to a temporary name; `finish` makes it durable
 * under its own name. A block becomes visible only when the catalogue names it.
 *
 * Hot: each series of a seal and of a merge passes here (bench/store/blocks.mjs). It keeps about three bytes a series, not the chunks.
 */
import { crc32 } from 'node:zlib';
import { ByteWriter } from '../codec/bytes.ts';
import { encodeColumn } from '../codec/column.ts';
import type { AppendFile, FileSystem } from '../files/file-system.ts';
import {
  BLOCK_MAGIC,
  BLOCK_VERSION,
  type BlockHead,
  FOOTER_BYTES,
  HEADER_BYTES,
  MAX_BLOCK_SLOTS,
  PAGE_ENTRIES,
} from './block-format.ts';

/** Bytes gathered before they are written. */
const BUFFER_BYTES = 256 * 1024;

export class BlockWriter {
  readonly #files: FileSystem;
  readonly #path: string;
  readonly #out = new ByteWriter(BUFFER_BYTES + 4096);
  #file: AppendFile | undefined;
  #written = 0;
  #count = 0;
  #lastId = -1;
  /** Pages of the table, each with its CRC. */
  readonly #table = new ByteWriter(2048);
  #pageAt = 0;
  readonly #firstIds: number[] = [];
  readonly #chunkOffsets: number[] = [];
  readonly #pageStarts: number[] = [];

  /** Throws RangeError when the head's slots are not 1 to 16,384, or not those of the recorded times. */
  constructor(files: FileSystem, path: string, head: BlockHead) {
    const { stepS, startS, slots, coveredMs } = head;
    if (slots < 1 || slots > MAX_BLOCK_SLOTS || coveredMs.length !== slots)
      throw new RangeError(
        `a block of ${slots} slots with ${coveredMs.length} recorded times: 1 to ${MAX_BLOCK_SLOTS} are allowed, and as many times`,
      );
    this.#files = files;
    this.#path = path;
    const out = this.#out;
    out.u32(BLOCK_MAGIC);
    out.u32(BLOCK_VERSION);
    out.u32(stepS);
    out.u32(slots);
    out.f64(startS);
    out.u32(0);
    encodeColumn(out, coveredMs, 0, slots);
    out.setU32(HEADER_BYTES, out.length - HEADER_BYTES - 4);
    out.u32(crc32(out.view()));
  }

  /** Series added so far. */
  get count(): number {
    return this.#count;
  }

  /** Adds a chunk; ids ascend. `encode` appends the chunk's bytes. Nothing is added when it appends none. */
  add(id: number, encode: (out: ByteWriter) => void): void {
    const from = this.#out.length;
    encode(this.#out);
    if (this.#out.length > from) this.#enter(id, from, this.#out.length - from);
  }

  /** Adds a chunk as another block of this version has it; ids ascend. */
  addChunk(id: number, chunk: Uint8Array): void {
    const from = this.#out.length;
    this.#out.raw(chunk);
    this.#enter(id, from, chunk.length);
  }

  #enter(id: number, from: number, bytes: number): void {
    if (id <= this.#lastId) throw new RangeError(`series ${id} after ${this.#lastId}: ids of a block ascend`);
    const table = this.#table;
    if (this.#count % PAGE_ENTRIES === 0) {
      this.#endPage();
      this.#firstIds.push(id);
      this.#chunkOffsets.push(this.#written + from);
      this.#pageStarts.push(table.length);
    } else table.varint(id - this.#lastId - 1);
    table.varint(bytes);
    this.#lastId = id;
    this.#count++;
  }

  #endPage(): void {
    const table = this.#table;
    if (table.length > this.#pageAt) table.u32(crc32(table.view(this.#pageAt)));
    this.#pageAt = table.length;
  }

  /** True when enough is gathered that `drain` is worth its while. */
  get isFull(): boolean {
    return this.#out.length >= BUFFER_BYTES;
  }

  async drain(): Promise<void> {
    this.#file ??= await this.#files.create(`${this.#path}.tmp`);
    await this.#file.append(this.#out.view());
    this.#written += this.#out.length;
    this.#out.clear();
  }

  /** Ends the block and makes it durable; answers what it holds. The folder's names are the caller's to sync. */
  async finish(): Promise<{ readonly bytes: number; readonly series: number }> {
    const out = this.#out;
    const tableAt = this.#written + out.length;
    this.#endPage();
    out.raw(this.#table.view());
    const indexFrom = out.length;
    const indexAt = this.#written + indexFrom;
    this.#firstIds.forEach((id, page) => {
      out.u32(id);
      out.f64(this.#chunkOffsets[page] as number);
      out.f64(tableAt + (this.#pageStarts[page] as number));
    });
    const indexCrc = crc32(out.view(indexFrom));
    const footerFrom = out.length;
    out.f64(indexAt);
    out.u32(this.#count);
    out.u32(this.#firstIds.length);
    out.u32(indexCrc);
    out.u32(BLOCK_VERSION);
    out.u32(crc32(out.view(footerFrom)));
    out.u32(BLOCK_MAGIC);
    if (out.length - footerFrom !== FOOTER_BYTES) throw new Error('footer of a wrong length');
    await this.drain();
    const file = this.#file as AppendFile;
    await file.sync();
    await file.close();
    this.#file = undefined;
    await this.#files.rename(`${this.#path}.tmp`, this.#path);
    return { bytes: this.#written, series: this.#count };
  }

  /** Takes back what was begun. */
  async abort(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    await this.#files.unlink(`${this.#path}.tmp`);
  }
}
