/**
 * Pages of the blocks' offset tables that were read before, checked and ready to search: wide reads come back for the same ones. The
 * least recently used goes first.
 */

/** A page as it lies in the file: id, length (u32) and offset (f64) of each entry; two views of the same bytes. */
export interface Page {
  /** Entry i has its id at 4i and its length at 4i + 1. */
  readonly words: Uint32Array;
  /** Entry i has its offset at 2i + 1. */
  readonly doubles: Float64Array;
  readonly entries: number;
}

/** Bytes of all pages held: the tables of a day's blocks of 10,000 series in both tiers are 45 MiB. */
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
    this.#bytes += page.words.byteLength;
    for (const [key, oldest] of this.#pages) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#pages.delete(key);
      this.#bytes -= oldest.words.byteLength;
    }
  }

  /** Lets go of the pages of a block that is closed; `pages` is how many it has. */
  drop(owner: number, pages: number): void {
    for (let number = 0; number < pages; number++) {
      const key = keyOf(owner, number);
      const page = this.#pages.get(key);
      if (page === undefined) continue;
      this.#pages.delete(key);
      this.#bytes -= page.words.byteLength;
    }
  }
}

/** A block of two million series has fewer than 2^12 pages. */
const keyOf = (owner: number, number: number): number => owner * 2 ** 20 + number;
