/**
 * Series that were removed while blocks still hold their points. Blocks made before are looked through one by one and merged anew without
 * them; when none is left, the numbers of these series may go to others.
 */
import type { BlockEntry } from './block-entry.ts';
import type { Blocks } from './blocks.ts';

/** What the catalogue keeps. */
export interface StoredGone {
  readonly ids: readonly number[];
  /** Blocks with generations from here on were made without them. */
  readonly generation: number;
  /** So were logs with sequence numbers from here on. */
  readonly sequence: number;
}

export class Gone {
  readonly #blocks: Blocks;
  readonly #ids = new Set<number>();
  #generation = 0;
  #sequence = 0;
  /** Ids that no block holds, but logs before this number may still name. Not kept: what a restart finds here stays unused. */
  readonly #resting: { readonly ids: readonly number[]; readonly sequence: number }[] = [];
  /** By file: whether the block holds any of them. */
  readonly #looked = new Map<string, boolean>();

  constructor(blocks: Blocks, stored: StoredGone | undefined) {
    this.#blocks = blocks;
    for (const id of stored?.ids ?? []) this.#ids.add(id);
    this.#generation = stored?.generation ?? 0;
    this.#sequence = stored?.sequence ?? 0;
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }

  /** `generation` and `sequence`: those of the next block and the next log. */
  add(ids: Iterable<number>, generation: number, sequence: number): void {
    for (const id of ids) this.#ids.add(id);
    this.#generation = generation;
    this.#sequence = sequence;
    this.#looked.clear();
  }

  /** Ids without points whose names went; `sequence` is that of the next log. */
  rest(ids: readonly number[], sequence: number): void {
    if (ids.length > 0) this.#resting.push({ ids, sequence });
  }

  /** True when the block holds points of a series that is gone. A look costs reading its table, once. */
  holds(entry: BlockEntry): boolean {
    if (this.#ids.size === 0 || entry.generation >= this.#generation) return false;
    let holds = this.#looked.get(entry.file);
    if (holds === undefined) {
      holds =
        this.#blocks
          .open(entry)
          ?.ids()
          .some((id) => this.#ids.has(id)) === true;
      this.#looked.set(entry.file, holds);
    }
    return holds;
  }

  /** Ids that no block and none of these logs hold or name any more; they are forgotten here. */
  take(sequences: readonly number[]): number[] {
    const oldest = Math.min(...sequences);
    const rested = this.#resting.findLastIndex(({ sequence }) => sequence <= oldest) + 1;
    return [...this.#resting.splice(0, rested).flatMap(({ ids }) => ids), ...this.#takeRemoved(sequences)];
  }

  /** Those that were removed: once it is so of all. */
  #takeRemoved(sequences: readonly number[]): number[] {
    if (this.#ids.size === 0 || sequences.some((n) => n < this.#sequence)) return [];
    for (const entry of this.#blocks.all()) if (this.holds(entry)) return [];
    const ids = [...this.#ids];
    this.#ids.clear();
    this.#looked.clear();
    return ids;
  }

  toStored(): StoredGone {
    return { ids: [...this.#ids], generation: this.#generation, sequence: this.#sequence };
  }
}
