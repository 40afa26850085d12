/**
 * Reads one block: head and footer at opening, then for a series one page of the offset table and its chunk. Pages are kept in the
 * cache that all blocks share; chunks that lie near each other are read together (read-ahead.ts). Everything read is checked by its
 * CRC; damage throws RangeError.
 */
import { crc32 } from 'node:zlib';
import { ByteReader } from '../codec/bytes.ts';
import type { FileSystem, ReadFile } from '../files/file-system.ts';
import {
  BLOCK_MAGIC,
  type BlockHead,
  checkBlockVersion,
  ENTRY_BYTES,
  FOOTER_BYTES,
  HEADER_BYTES,
  PAGE_ENTRIES,
} from './block-format.ts';
import { decodeChunk, type SketchSink } from './chunk.ts';
import { type Page, PageCache } from './page-cache.ts';
import type { ChunkPlace, ReadAhead } from './read-ahead.ts';
import type { SlotTable } from './slot-table.ts';

export class BlockReader {
  readonly #file: ReadFile;
  readonly head: BlockHead;
  readonly #tableAt: number;
  readonly #count: number;
  readonly #firstIds: Uint32Array;
  readonly #cache: PageCache;
  readonly #owner: number;
  /** The page asked last, and its number. */
  #page: Page | undefined;
  #number = -1;
  readonly #place: ChunkPlace = { offset: 0, length: 0 };
  readonly #locate = (id: number, place: ChunkPlace): boolean => this.#find(id, place);

  /** Throws RangeError when head or footer are damaged, and what the file system throws when the file can't be opened. */
  constructor(files: FileSystem, path: string, cache: PageCache = new PageCache()) {
    this.#cache = cache;
    this.#owner = cache.owner();
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
      checkBlockVersion(version);
      const index = this.#file.read(footerAt - pages * 4, pages * 4);
      if (crc32(index) !== indexCrc) throw new RangeError('the index is damaged');
      this.#firstIds = new ByteReader(index).u32Array(pages);
    } catch (e) {
      this.#file.close();
      throw e;
    }
  }

  close(): void {
    this.#page = undefined;
    this.#number = -1;
    this.#cache.drop(this.#owner, this.#firstIds.length);
    this.#file.close();
  }

  /**
   * Reads a series into a table of as many slots as the block has; false when the block holds nothing of it. Sketches go to `sketches`,
   * or into the table without one.
   */
  read(id: number, table: SlotTable, sketches?: SketchSink, ahead?: ReadAhead): boolean {
    if (!this.#find(id, this.#place)) return false;
    const chunk =
      ahead === undefined
        ? this.#file.read(this.#place.offset, this.#place.length)
        : ahead.chunk(this.#file, id, this.#place, this.#locate);
    decodeChunk(chunk, id, table, sketches);
    return true;
  }

  /** Ids of all series, ascending. */
  ids(): Uint32Array {
    const all = new Uint32Array(this.#count);
    for (let n = 0; n < this.#firstIds.length; n++) {
      const { words, entries } = this.#pageAt(n);
      for (let i = 0; i < entries; i++) all[n * PAGE_ENTRIES + i] = words[4 * i] as number;
    }
    return all;
  }

  /** Where a series' chunk lies, into `place`; false when there is none. */
  #find(id: number, place: ChunkPlace): boolean {
    const number = lastAtMost(this.#firstIds, this.#firstIds.length, 1, id);
    if (number < 0) return false;
    const { words, doubles, entries } = this.#pageAt(number);
    const row = lastAtMost(words, entries, 4, id);
    if (row < 0 || words[4 * row] !== id) return false;
    place.length = words[4 * row + 1] as number;
    place.offset = doubles[2 * row + 1] as number;
    return true;
  }

  #pageAt(number: number): Page {
    if (this.#page !== undefined && this.#number === number) return this.#page;
    let page = this.#cache.get(this.#owner, number);
    if (page === undefined) {
      page = this.#readPage(number);
      this.#cache.put(this.#owner, number, page);
    }
    this.#page = page;
    this.#number = number;
    return page;
  }

  #readPage(number: number): Page {
    const entries = Math.min(PAGE_ENTRIES, this.#count - number * PAGE_ENTRIES);
    const length = entries * ENTRY_BYTES;
    const bytes = this.#file.read(this.#tableAt + number * (PAGE_ENTRIES * ENTRY_BYTES + 4), length + 4);
    const from = new ByteReader(bytes);
    // A copy of its own, aligned for both views.
    const { buffer } = from.u32Array(length / 4);
    if (from.u32() !== crc32(bytes.subarray(0, length))) throw new RangeError('the offset table is damaged');
    return { words: new Uint32Array(buffer), doubles: new Float64Array(buffer), entries };
  }
}

function readHead(file: ReadFile): BlockHead {
  const fixed = new ByteReader(file.read(0, HEADER_BYTES));
  if (fixed.u32() !== BLOCK_MAGIC) throw new RangeError('no block');
  const version = fixed.u32();
  checkBlockVersion(version);
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

/** The last of `count` places, `stride` words apart, whose value is at most `value`; −1 without one. */
function lastAtMost(sorted: Uint32Array, count: number, stride: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle * stride] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
