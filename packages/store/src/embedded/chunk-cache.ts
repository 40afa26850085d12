/**
 * Reads sealed blocks through a bounded memory of the chunks that were decoded before, without their sketches: a dashboard asks for the same
 * ones every few seconds. Blocks never change and their names are never used again, so nothing here grows stale. The block least recently
 * read goes first, whole.
 *
 * Hot: one call a series and block of every wide read (bench/graphite, bench/store/wide-reads.mjs).
 */
import type { SeriesKind } from '@carpy/core';
import type { BlockEntry } from './block-entry.ts';
import type { BlockFiles } from './block-files.ts';
import type { BlockReader } from './block-reader.ts';
import { NO_SKETCHES } from './chunk.ts';
import type { ReadAhead } from './read-ahead.ts';
import { clearTable, type SlotTable, widthOf } from './slot-table.ts';

/** Where a plan's blocks are read. */
export type SealedFiles = Pick<BlockFiles, 'open' | 'read'>;

/** A day of 450 series at 10 s, or six hours of 1,800. */
const MAX_BYTES = 32 * 2 ** 20;
/** What an entry takes beside its values: objects and its place in the map. */
const ENTRY_BYTES = 250;

interface DecodedChunk {
  readonly kind: SeriesKind;
  /** Column after column, as many values each as the block has slots. */
  readonly columns: Float64Array;
}

interface HeldBlock {
  /** By id; null: the block has nothing of that series. */
  readonly chunks: Map<number, DecodedChunk | null>;
  bytes: number;
}

export class ChunkCache {
  /** By file, in the order of their last use, the latest last. */
  readonly #blocks = new Map<string, HeldBlock>();
  readonly #maxBytes: number;
  #bytes = 0;
  /** The block asked last: a wide read asks for one again and again. */
  #lastFile: string | undefined;
  #last: HeldBlock | undefined;

  constructor(maxBytes: number = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes held, at most the bound. */
  get bytes(): number {
    return this.#bytes;
  }

  /** `files` with this memory before them. */
  before(files: BlockFiles): SealedFiles {
    return {
      open: (entry) => files.open(entry),
      read: (entry, id, table, sketches, ahead) =>
        sketches === NO_SKETCHES
          ? this.#read(files, entry, id, table, ahead)
          : files.read(entry, id, table, sketches, ahead),
    };
  }

  #read(files: BlockFiles, entry: BlockEntry, id: number, table: SlotTable, ahead: ReadAhead | undefined): boolean {
    const held = this.#blockOf(entry.file);
    const known = held.chunks.get(id);
    if (known === null) return false;
    if (known !== undefined) {
      if (table.kind === 'timer') clearTable(table, known.kind);
      table.kind = known.kind;
      table.columns.set(known.columns);
      return true;
    }
    const found = files.read(entry, id, table, NO_SKETCHES, ahead);
    // What is there and can't be read may be readable the next time.
    if (found || isWithout(files.open(entry), id)) this.#put(entry.file, held, id, found ? table : undefined);
    return found;
  }

  #blockOf(file: string): HeldBlock {
    if (file === this.#lastFile && this.#last !== undefined) return this.#last;
    const held = this.#blocks.get(file) ?? { chunks: new Map(), bytes: 0 };
    this.#blocks.delete(file);
    this.#blocks.set(file, held);
    this.#lastFile = file;
    this.#last = held;
    return held;
  }

  #put(file: string, held: HeldBlock, id: number, table: SlotTable | undefined): void {
    const values = table === undefined ? 0 : table.slots * widthOf(table.kind);
    const bytes = values * 8 + ENTRY_BYTES;
    if (!this.#makeRoom(file, bytes)) return;
    held.chunks.set(id, table === undefined ? null : { kind: table.kind, columns: table.columns.slice(0, values) });
    held.bytes += bytes;
    this.#bytes += bytes;
  }

  /** Lets go of blocks not read since; false where this one, and those read since, take all of it: what fits of a wide read stays. */
  #makeRoom(file: string, bytes: number): boolean {
    for (const [oldest, { bytes: freed }] of this.#blocks) {
      if (this.#bytes + bytes <= this.#maxBytes) return true;
      if (oldest === file) return false;
      this.#blocks.delete(oldest);
      this.#bytes -= freed;
    }
    return this.#bytes + bytes <= this.#maxBytes;
  }
}

/** False of a damaged block, too. */
const isWithout = (reader: BlockReader | undefined, id: number): boolean => {
  try {
    return reader !== undefined && !reader.has(id);
  } catch {
    return false;
  }
};
