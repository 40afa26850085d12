/**
 * Reads one block: head and footer at opening, then for a series one page of the table and its chunk. Pages are kept in the cache that
 * all blocks share; chunks that lie near each other are read together (read-ahead.ts). Everything read is checked by its CRC; damage
 * throws RangeError.
 *
 * Hot: one call a series and block of every wide read (bench/store/blocks.mjs).
 */
import type { FileSystem, ReadFile } from '../files/file-system.ts';
import { BlockCursor, type OnDamage } from './block-cursor.ts';
import { type BlockHead, FIRST_LONG_VERSION, PAGE_ENTRIES } from './block-format.ts';
import { type BlockLayout, readLayout, readPage } from './block-layout.ts';
import { checkedChunk, decodeChunk, type SketchSink } from './chunk.ts';
import { decodeChunk2 } from './chunk-2.ts';
import { type Page, PageCache } from './page-cache.ts';
import type { ChunkPlace, ReadAhead } from './read-ahead.ts';
import type { SlotTable } from './slot-table.ts';

export type { BlockCursor } from './block-cursor.ts';

export class BlockReader {
  readonly #file: ReadFile;
  readonly #layout: BlockLayout;
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
      this.#layout = readLayout(this.#file);
    } catch (e) {
      this.#file.close();
      throw e;
    }
  }

  get head(): BlockHead {
    return this.#layout.head;
  }

  get version(): number {
    return this.#layout.version;
  }

  /** Series that it holds. */
  get count(): number {
    return this.#layout.count;
  }

  close(): void {
    this.#page = undefined;
    this.#number = -1;
    this.#cache.drop(this.#owner, this.#layout.firstIds.length);
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
    if (table.slots !== this.head.slots)
      throw new RangeError(`a table of ${table.slots} slots for a block of ${this.head.slots}: they must be equal`);
    const decode = this.version < FIRST_LONG_VERSION ? decodeChunk2 : decodeChunk;
    decode(chunk, id, table, sketches);
    return true;
  }

  /** The bytes of a series' chunk, whole and undamaged; undefined when there is none, or the block is older than version 3. */
  chunkBytes(id: number): Uint8Array | undefined {
    if (this.version < FIRST_LONG_VERSION || !this.#find(id, this.#place)) return undefined;
    const bytes = this.#file.read(this.#place.offset, this.#place.length);
    checkedChunk(bytes, id);
    return bytes;
  }

  /** Ids of all series, ascending. */
  ids(): Uint32Array {
    const all = new Uint32Array(this.count);
    for (let n = 0; n < this.#layout.firstIds.length; n++) all.set(this.#pageAt(n).ids, n * PAGE_ENTRIES);
    return all;
  }

  has(id: number): boolean {
    return this.#find(id, this.#place);
  }

  /** Passes all series once, by ascending id; what can't be read is passed over and told. */
  cursor(onDamage: OnDamage = () => undefined): BlockCursor {
    return new BlockCursor(this.#file, this.#layout, onDamage);
  }

  /** Where a series' chunk lies, into `place`; false when there is none. */
  #find(id: number, place: ChunkPlace): boolean {
    const number = lastAtMost(this.#layout.firstIds, id);
    if (number < 0) return false;
    const { ids, offsets } = this.#pageAt(number);
    const row = lastAtMost(ids, id);
    if (row < 0 || ids[row] !== id) return false;
    const offset = offsets[row] as number;
    place.offset = offset;
    place.length = (offsets[row + 1] as number) - offset;
    return true;
  }

  #pageAt(number: number): Page {
    if (this.#page !== undefined && this.#number === number) return this.#page;
    let page = this.#cache.get(this.#owner, number);
    if (page === undefined) {
      page = readPage(this.#file, this.#layout, number);
      this.#cache.put(this.#owner, number, page);
    }
    this.#page = page;
    this.#number = number;
    return page;
  }
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
