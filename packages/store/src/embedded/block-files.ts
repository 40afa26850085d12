/**
 * Open blocks, a bounded set of them, by their place in the data folder. It needs no register, so any thread may have its own. A block that
 * is damaged is set aside, told once, and loses only itself; one that is gone is told apart, for then it was merged into another or
 * expired, and whoever planned to read it must plan again.
 *
 * Hot: one call a series and block of every wide read (bench/store/blocks.mjs).
 */
import type { FileSystem } from '../files/file-system.ts';
import type { BlockCursor } from './block-cursor.ts';
import type { BlockEntry } from './block-entry.ts';
import { BlockReader } from './block-reader.ts';
import type { SketchSink } from './chunk.ts';
import type { Faults } from './faults.ts';
import { PageCache } from './page-cache.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { SlotTable } from './slot-table.ts';

/** Blocks kept open: file handles are scarce, but those of a wide read over a year should not push each other out. */
const MAX_OPEN = 512;

/** The file of a block is not there any more. */
export class BlockGone extends Error {
  override readonly name: string = 'BlockGone';
  readonly file: string;

  constructor(file: string, options?: ErrorOptions) {
    super(`block ${file} is gone`, options);
    this.file = file;
  }
}

export class BlockFiles {
  readonly #files: FileSystem;
  readonly #dir: string;
  readonly #faults: Faults;
  /** By file, in the order of their last use, the latest last. */
  readonly #open = new Map<string, BlockReader>();
  readonly #setAside = new Set<string>();
  readonly #pages = new PageCache();
  /** The block asked last: a wide read asks for one again and again. */
  #lastFile: string | undefined;
  #lastReader: BlockReader | undefined;

  constructor(files: FileSystem, dir: string, faults: Faults) {
    this.#files = files;
    this.#dir = dir;
    this.#faults = faults;
  }

  path({ file }: BlockEntry): string {
    return `${this.#dir}/${file}`;
  }

  /** The open block; undefined when it is damaged. Throws BlockGone when its file is not there. */
  open(entry: BlockEntry): BlockReader | undefined {
    const { file } = entry;
    if (this.#lastFile === file) return this.#lastReader;
    if (this.#setAside.has(file)) return undefined;
    let reader = this.#open.get(file);
    if (reader === undefined) {
      reader = this.#openNew(entry);
      if (reader === undefined) return undefined;
    } else this.#open.delete(file);
    this.#open.set(file, reader);
    if (this.#open.size > MAX_OPEN) {
      const [oldest] = this.#open.keys();
      this.#close(oldest as string);
    }
    this.#lastFile = file;
    this.#lastReader = reader;
    return reader;
  }

  #openNew(entry: BlockEntry): BlockReader | undefined {
    const { file, stepS, startS, lengthS } = entry;
    let reader: BlockReader | undefined;
    try {
      reader = new BlockReader(this.#files, this.path(entry), this.#pages);
      const { head } = reader;
      if (head.stepS !== stepS || head.startS !== startS || head.slots !== lengthS / stepS)
        throw new RangeError(`it has ${head.slots} slots of ${head.stepS} s from ${head.startS}`);
      return reader;
    } catch (e) {
      reader?.close();
      if ((e as { code?: unknown }).code === 'ENOENT') throw new BlockGone(file, { cause: e });
      this.#setAside.add(file);
      this.#faults.add(`block ${file} is set aside: ${messageOf(e)}`);
      return undefined;
    }
  }

  /**
   * Reads a series of a block into a table of as many slots; false when there is nothing, or nothing readable. `sketches` and `ahead` as
   * for BlockReader. Throws BlockGone.
   */
  read(entry: BlockEntry, id: number, table: SlotTable, sketches?: SketchSink, ahead?: ReadAhead): boolean {
    const reader = this.open(entry);
    if (reader === undefined) return false;
    try {
      return reader.read(id, table, sketches, ahead);
    } catch (e) {
      this.#faults.add(`block ${entry.file}: series ${id} can't be read: ${messageOf(e)}`);
      return false;
    }
  }

  /** All series of a block for a merge; undefined when the block is damaged. What is passed over is told in the faults. Throws BlockGone. */
  cursor(entry: BlockEntry): BlockCursor | undefined {
    const { file } = entry;
    return this.open(entry)?.cursor((id, e) =>
      this.#faults.add(
        `block ${file}: ${id === undefined ? 'up to 512 series' : `series ${id}`} can't be read: ${messageOf(e)}`,
      ),
    );
  }

  /** Closes a block, and takes it as new when it is asked for again. */
  forget({ file }: BlockEntry): void {
    this.#close(file);
    this.#setAside.delete(file);
  }

  close(): void {
    for (const file of [...this.#open.keys()]) this.#close(file);
  }

  #close(file: string): void {
    if (this.#lastFile === file) {
      this.#lastFile = undefined;
      this.#lastReader = undefined;
    }
    this.#open.get(file)?.close();
    this.#open.delete(file);
  }
}

const messageOf = (e: unknown): string => (e instanceof Error ? e.message : String(e));
