/**
 * Passes all series of a block once, by ascending id, and gives their chunks as they lie: merges copy most of them. A damaged chunk, or
 * page of the table, is passed over and told. Hot: every chunk of a merge (bench/store/blocks.mjs).
 */
import type { ReadFile } from '../files/file-system.ts';
import { FIRST_LONG_VERSION } from './block-format.ts';
import { type BlockLayout, readPage } from './block-layout.ts';
import { checkedChunk } from './chunk.ts';
import type { Page } from './page-cache.ts';

const READ_BYTES = 2 ** 20;

/** `id` is undefined where a whole page of the table is lost. */
export type OnDamage = (id: number | undefined, error: unknown) => void;

export class BlockCursor {
  readonly #file: ReadFile;
  readonly #layout: BlockLayout;
  readonly #onDamage: OnDamage;
  #page: Page | undefined;
  #number = -1;
  #row = -1;
  #held: Uint8Array = new Uint8Array(0);
  #heldAt = 0;
  /** The series at hand. */
  id = -1;
  /** Its chunk, undamaged, valid until `next`; undefined in blocks older than version 3: read() of the reader is to be used there. */
  bytes: Uint8Array | undefined;

  constructor(file: ReadFile, layout: BlockLayout, onDamage: OnDamage) {
    this.#file = file;
    this.#layout = layout;
    this.#onDamage = onDamage;
  }

  /** Goes on to the next series; false when there is none. */
  next(): boolean {
    for (;;) {
      this.#row++;
      if (this.#page === undefined || this.#row >= this.#page.ids.length) {
        if (!this.#nextPage()) return false;
        continue;
      }
      this.id = this.#page.ids[this.#row] as number;
      if (this.#layout.version < FIRST_LONG_VERSION) return true;
      try {
        const offset = this.#page.offsets[this.#row] as number;
        const bytes = this.#chunk(offset, (this.#page.offsets[this.#row + 1] as number) - offset);
        checkedChunk(bytes, this.id);
        this.bytes = bytes;
        return true;
      } catch (e) {
        this.#onDamage(this.id, e);
      }
    }
  }

  /** Leaves the cursor before the first series of the next page; false after the last one. */
  #nextPage(): boolean {
    this.#page = undefined;
    this.#row = -1;
    this.bytes = undefined;
    if (++this.#number >= this.#layout.firstIds.length) return false;
    try {
      this.#page = readPage(this.#file, this.#layout, this.#number);
    } catch (e) {
      this.#onDamage(undefined, e);
    }
    return true;
  }

  #chunk(offset: number, length: number): Uint8Array {
    let from = offset - this.#heldAt;
    if (from < 0 || from + length > this.#held.length) {
      try {
        this.#held = this.#file.read(offset, Math.max(length, READ_BYTES));
      } catch {
        // A bad sector further on loses only what lies there.
        this.#held = this.#file.read(offset, length);
      }
      this.#heldAt = offset;
      from = 0;
    }
    return this.#held.subarray(from, from + length);
  }
}
