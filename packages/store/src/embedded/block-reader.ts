/**
 * Reads one block: head and footer at opening, then for a series one page of the offset table and its chunk, nothing else. The page
 * read last is kept, since series are mostly asked for in order. Everything read is checked by its CRC; damage throws RangeError.
 */
import { crc32 } from 'node:zlib';
import { ByteReader } from '../codec/bytes.ts';
import type { FileSystem, ReadFile } from '../files/file-system.ts';
import {
  BLOCK_MAGIC,
  BLOCK_VERSION,
  type BlockHead,
  ENTRY_BYTES,
  FOOTER_BYTES,
  HEADER_BYTES,
  PAGE_ENTRIES,
} from './block-format.ts';
import { decodeChunk } from './chunk.ts';
import type { SlotTable } from './slot-table.ts';

interface Page {
  readonly number: number;
  readonly ids: Uint32Array;
  readonly lengths: Uint32Array;
  readonly offsets: Float64Array;
}

export class BlockReader {
  readonly #file: ReadFile;
  readonly head: BlockHead;
  readonly #tableAt: number;
  readonly #count: number;
  readonly #firstIds: Uint32Array;
  #page: Page | undefined;

  /** Throws RangeError when head or footer are damaged, and what the file system throws when the file can't be opened. */
  constructor(files: FileSystem, path: string) {
    this.#file = files.openRead(path);
    try {
      this.head = readHead(this.#file);
      const footerAt = this.#file.size - FOOTER_BYTES;
      const bytes = this.#file.read(footerAt, FOOTER_BYTES);
      const footer = new ByteReader(bytes);
      this.#tableAt = footer.f64();
      this.#count = footer.u32();
      const pages = footer.u32();
      const indexCrc = footer.u32();
      const version = footer.u32();
      if (footer.u32() !== crc32(bytes.subarray(0, FOOTER_BYTES - 8)) || footer.u32() !== BLOCK_MAGIC)
        throw new RangeError('the footer is damaged');
      if (version !== BLOCK_VERSION) throw new RangeError(`block version ${version} is not known`);
      const index = this.#file.read(footerAt - pages * 4, pages * 4);
      if (crc32(index) !== indexCrc) throw new RangeError('the index is damaged');
      this.#firstIds = new ByteReader(index).u32Array(pages);
    } catch (e) {
      this.#file.close();
      throw e;
    }
  }

  close(): void {
    this.#file.close();
  }

  /** Reads a series into a table of as many slots as the block has; false when the block holds nothing of it. */
  read(id: number, table: SlotTable): boolean {
    const chunk = this.chunk(id);
    if (chunk === undefined) return false;
    decodeChunk(chunk, id, table);
    return true;
  }

  /** The bytes of a series' chunk, unchecked; undefined when there is none. */
  chunk(id: number): Uint8Array | undefined {
    const number = lastAtMost(this.#firstIds, id);
    if (number < 0) return undefined;
    const page = this.#pageAt(number);
    const row = lastAtMost(page.ids, id);
    if (page.ids[row] !== id) return undefined;
    return this.#file.read(page.offsets[row] as number, page.lengths[row] as number);
  }

  /** Ids of all series, ascending. */
  ids(): Uint32Array {
    const all = new Uint32Array(this.#count);
    for (let n = 0; n < this.#firstIds.length; n++) all.set(this.#pageAt(n).ids, n * PAGE_ENTRIES);
    return all;
  }

  #pageAt(number: number): Page {
    if (this.#page?.number === number) return this.#page;
    const entries = Math.min(PAGE_ENTRIES, this.#count - number * PAGE_ENTRIES);
    const bytes = this.#file.read(this.#tableAt + number * (PAGE_ENTRIES * ENTRY_BYTES + 4), entries * ENTRY_BYTES + 4);
    const from = new ByteReader(bytes);
    const page = {
      number,
      ids: new Uint32Array(entries),
      lengths: new Uint32Array(entries),
      offsets: new Float64Array(entries),
    };
    for (let i = 0; i < entries; i++) {
      page.ids[i] = from.u32();
      page.lengths[i] = from.u32();
      page.offsets[i] = from.f64();
    }
    if (from.u32() !== crc32(bytes.subarray(0, entries * ENTRY_BYTES)))
      throw new RangeError('the offset table is damaged');
    this.#page = page;
    return page;
  }
}

function readHead(file: ReadFile): BlockHead {
  const fixed = new ByteReader(file.read(0, HEADER_BYTES));
  if (fixed.u32() !== BLOCK_MAGIC) throw new RangeError('no block');
  const version = fixed.u32();
  if (version !== BLOCK_VERSION) throw new RangeError(`block version ${version} is not known`);
  const stepS = fixed.u32();
  const slots = fixed.u32();
  const windowS = fixed.f64();
  const length = HEADER_BYTES + slots * 8;
  const bytes = file.read(0, length + 4);
  const rest = new ByteReader(bytes.subarray(HEADER_BYTES));
  const coveredMs = rest.f64Array(slots);
  if (rest.u32() !== crc32(bytes.subarray(0, length))) throw new RangeError('the head is damaged');
  return { stepS, windowS, coveredMs };
}

/** The last place whose value is at most `value`; −1 without one. */
function lastAtMost(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
