/**
 * Reads chunks of one block after the other that lie near each other in one go: a file read costs more than some bytes too many. One
 * wide read owns it; what it holds is of the block asked last.
 *
 * Hot: one call a series and window of every wide read (bench/store/wide-reads.mjs).
 */
import type { ReadFile } from '../files/file-system.ts';
import { rowOf } from './section.ts';

/** Bytes between two chunks that are read along: about what a call of its own would cost. */
const MAX_GAP_BYTES = 16 * 1024;
/** Bytes of one read. */
const MAX_READ_BYTES = 4 * 2 ** 20;

/** Where a chunk lies, bytes. */
export interface ChunkPlace {
  offset: number;
  length: number;
}

export class ReadAhead {
  readonly #ids: Uint32Array;
  /** Where the id asked next is expected. */
  #hint = 0;
  #file: ReadFile | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #offset = 0;
  readonly #next: ChunkPlace = { offset: 0, length: 0 };

  /** `ids` ascend: those that will be asked for, mostly in that order. */
  constructor(ids: Uint32Array) {
    this.#ids = ids;
  }

  /** The bytes of a chunk, fewer at the end of the file. `locate` finds further chunks of the file; false where there is none. */
  chunk(
    file: ReadFile,
    id: number,
    { offset, length }: ChunkPlace,
    locate: (id: number, place: ChunkPlace) => boolean,
  ): Uint8Array {
    const row = rowOf(this.#ids, id, this.#hint);
    this.#hint = row + 1;
    const held = offset - this.#offset;
    if (file === this.#file && held >= 0 && held + length <= this.#bytes.length)
      return this.#bytes.subarray(held, held + length);
    const end = row < 0 ? offset + length : this.#endOf(row, offset, length, locate);
    this.#file = undefined;
    this.#bytes = readTogether(file, offset, length, end);
    this.#offset = offset;
    this.#file = file;
    return this.#bytes.subarray(0, length);
  }

  /** Where to stop reading: after the last chunk that is near enough. */
  #endOf(row: number, offset: number, length: number, locate: (id: number, place: ChunkPlace) => boolean): number {
    let end = offset + length;
    try {
      for (let n = row + 1; n < this.#ids.length; n++) {
        if (!locate(this.#ids[n] as number, this.#next)) continue;
        const nextEnd = this.#next.offset + this.#next.length;
        // Chunks lie in the order of their ids; in a damaged table they may not, and an id may be asked for twice.
        if (this.#next.offset < end || this.#next.offset - end > MAX_GAP_BYTES || nextEnd - offset > MAX_READ_BYTES)
          break;
        end = nextEnd;
      }
    } catch {
      // A page further on is damaged: that is told when its own series are asked for, and loses only them.
    }
    return end;
  }
}

/** Bytes from `offset` to `end`, or `length` bytes where the file can't be read that far. */
function readTogether(file: ReadFile, offset: number, length: number, end: number): Uint8Array {
  if (end > offset + length) {
    try {
      return file.read(offset, end - offset);
    } catch {
      // A bad sector further on loses only what lies there.
    }
  }
  return file.read(offset, length);
}
