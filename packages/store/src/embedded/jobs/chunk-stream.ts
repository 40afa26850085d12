/** The chunks of one block, by ascending id, as a merge goes through them. What is damaged is passed over, and told by the block's files. */
import type { BlockCursor } from '../block-cursor.ts';
import type { BlockEntry } from '../block-entry.ts';
import type { BlockFiles } from '../blocks.ts';

export class ChunkStream {
  readonly entry: BlockEntry;
  readonly #cursor: BlockCursor | undefined;
  /** -1 at the end, and where the block can't be read. */
  id = -1;

  constructor(entry: BlockEntry, files: BlockFiles) {
    this.entry = entry;
    this.#cursor = files.cursor(entry);
    this.next();
  }

  /** The chunk as it lies, when it can be copied; valid until `next`. */
  get bytes(): Uint8Array | undefined {
    return this.#cursor?.bytes;
  }

  next(): void {
    this.id = this.#cursor?.next() === true ? this.#cursor.id : -1;
  }
}
