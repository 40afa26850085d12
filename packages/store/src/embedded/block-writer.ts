/**
 * Writes one block: chunks in ascending order of id, then the offset table, to a temporary name; `finish` makes it durable under its
 * own name. A block becomes visible only when the catalogue names it.
 */
import { crc32 } from 'node:zlib';
import { ByteWriter } from '../codec/bytes.ts';
import type { AppendFile, FileSystem } from '../files/file-system.ts';
import { BLOCK_MAGIC, BLOCK_VERSION, type BlockHead, FOOTER_BYTES, PAGE_ENTRIES } from './block-format.ts';

/** Bytes gathered before they are written. */
const BUFFER_BYTES = 256 * 1024;

export class BlockWriter {
  readonly #files: FileSystem;
  readonly #path: string;
  readonly #out = new ByteWriter(BUFFER_BYTES + 4096);
  #file: AppendFile | undefined;
  #written = 0;
  readonly #ids: number[] = [];
  readonly #lengths: number[] = [];
  readonly #offsets: number[] = [];

  constructor(files: FileSystem, path: string, head: BlockHead) {
    this.#files = files;
    this.#path = path;
    this.#out.u32(BLOCK_MAGIC);
    this.#out.u32(BLOCK_VERSION);
    this.#out.u32(head.stepS);
    this.#out.u32(head.coveredMs.length);
    this.#out.f64(head.windowS);
    this.#out.array(head.coveredMs);
    this.#out.u32(crc32(this.#out.view()));
  }

  /** Series added so far. */
  get count(): number {
    return this.#ids.length;
  }

  /** Adds a chunk; ids ascend. `encode` appends the chunk's bytes. Nothing is added when it appends none. */
  add(id: number, encode: (out: ByteWriter) => void): void {
    const from = this.#out.length;
    encode(this.#out);
    if (this.#out.length === from) return;
    this.#ids.push(id);
    this.#offsets.push(this.#written + from);
    this.#lengths.push(this.#out.length - from);
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

  /** Ends the block and makes it durable; answers its bytes. The folder's names are the caller's to sync. */
  async finish(): Promise<number> {
    const out = this.#out;
    const tableAt = this.#written + out.length;
    const count = this.#ids.length;
    const firstIds = new ByteWriter(64);
    for (let page = 0; page < count; page += PAGE_ENTRIES) {
      const start = out.length;
      for (let i = page; i < Math.min(count, page + PAGE_ENTRIES); i++) {
        out.u32(this.#ids[i] as number);
        out.u32(this.#lengths[i] as number);
        out.f64(this.#offsets[i] as number);
      }
      out.u32(crc32(out.view(start)));
      firstIds.u32(this.#ids[page] as number);
    }
    out.raw(firstIds.view());
    const footerAt = out.length;
    out.f64(tableAt);
    out.u32(count);
    out.u32(Math.ceil(count / PAGE_ENTRIES));
    out.u32(crc32(firstIds.view()));
    out.u32(BLOCK_VERSION);
    out.u32(crc32(out.view(footerAt)));
    out.u32(BLOCK_MAGIC);
    if (out.length - footerAt !== FOOTER_BYTES) throw new Error('footer of a wrong length');
    await this.drain();
    const file = this.#file as AppendFile;
    await file.sync();
    await file.close();
    this.#file = undefined;
    await this.#files.rename(`${this.#path}.tmp`, this.#path);
    return this.#written;
  }

  /** Takes back what was begun. */
  async abort(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    await this.#files.unlink(`${this.#path}.tmp`);
  }
}
