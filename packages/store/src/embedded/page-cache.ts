/**
 * Pages of the blocks' tables that were read before, checked and ready to search: wide reads come back for the same ones. The least
 * recently used goes first.
 */

/** Where the chunks of up to 512 series lie. */
export interface Page {
  /** Ascending. */
  readonly ids: Uint32Array;
  /** Entry i's chunk begins at `offsets[i]` and ends at `offsets[i + 1]`: one more than ids. */
  readonly offsets: Float64Array;
}

const bytesOf = ({ ids, offsets }: Page): number => ids.byteLength + offsets.byteLength;

/** Bytes of all pages held: 12 a series and block, so a day at 10 s, 12 blocks, of 400,000 series. */
const MAX_BYTES = 64 * 2 ** 20;

export class PageCache {
  /** By owner and number of the page, in the order of their last use, the latest last. */
  readonly #pages = new Map<number, Page>();
  readonly #maxBytes: number;
  #bytes = 0;
  #owners = 0;

  constructor(maxBytes: number = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of the pages held, at most the bound. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A number for a block that keeps its pages here. */
  owner(): number {
    return this.#owners++;
  }

  get(owner: number, number: number): Page | undefined {
    const key = keyOf(owner, number);
    const page = this.#pages.get(key);
    if (page === undefined) return undefined;
    this.#pages.delete(key);
    this.#pages.set(key, page);
    return page;
  }

  put(owner: number, number: number, page: Page): void {
    this.#pages.set(keyOf(owner, number), page);
    this.#bytes += bytesOf(page);
    for (const [key, oldest] of this.#pages) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#pages.delete(key);
      this.#bytes -= bytesOf(oldest);
    }
  }

  /** Lets go of the pages of a block that is closed; `pages` is how many it has. */
  drop(owner: number, pages: number): void {
    for (let number = 0; number < pages; number++) {
      const key = keyOf(owner, number);
      const page = this.#pages.get(key);
      if (page === undefined) continue;
      this.#pages.delete(key);
      this.#bytes -= bytesOf(page);
    }
  }
}

/** A block of two million series has fewer than 2^12 pages. */
const keyOf = (owner: number, number: number): number => owner * 2 ** 20 + number;
