/**
 * All sealed blocks: which there are (as the catalogue registers them) and a bounded set of open ones. A block that can't be read is
 * set aside, told once, and loses only itself.
 */
import type { FileSystem } from '../files/file-system.ts';
import { blockPath } from './block-format.ts';
import { BlockReader } from './block-reader.ts';
import type { SketchSink } from './chunk.ts';
import type { Faults } from './faults.ts';
import { PageCache } from './page-cache.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { SlotTable } from './slot-table.ts';

/** A block as the catalogue registers it. */
export interface BlockEntry {
  readonly stepS: number;
  readonly windowS: number;
  readonly generation: number;
  readonly bytes: number;
  /** Stamps of the window's first and last slot with values, in the finest tier. */
  readonly firstS: number;
  readonly lastS: number;
}

/** Blocks kept open: file handles are scarce, but the blocks of a day in two tiers, 288, should not push each other out. */
const MAX_OPEN = 512;

export class Blocks {
  readonly #files: FileSystem;
  readonly #dir: string;
  readonly #faults: Faults;
  readonly #byStep = new Map<number, Map<number, BlockEntry>>();
  /** In the order of their last use, the latest last. */
  readonly #open = new Map<string, BlockReader>();
  readonly #setAside = new Set<string>();
  readonly #pages = new PageCache();
  /** The block asked last: a wide read asks for one again and again. */
  #last: { readonly entry: BlockEntry; readonly path: string; readonly reader: BlockReader } | undefined;

  constructor(files: FileSystem, dir: string, faults: Faults) {
    this.#files = files;
    this.#dir = dir;
    this.#faults = faults;
  }

  get(stepS: number, windowS: number): BlockEntry | undefined {
    return this.#byStep.get(stepS)?.get(windowS);
  }

  *all(): Generator<BlockEntry> {
    for (const byWindow of this.#byStep.values()) yield* byWindow.values();
  }

  path(entry: BlockEntry): string {
    return blockPath(this.#dir, entry.stepS, entry.windowS, entry.generation);
  }

  /** Puts an entry in the place of the one that its tier and window had; answers that one. */
  put(entry: BlockEntry): BlockEntry | undefined {
    const byWindow = this.#byStep.get(entry.stepS) ?? new Map<number, BlockEntry>();
    this.#byStep.set(entry.stepS, byWindow);
    const old = byWindow.get(entry.windowS);
    byWindow.set(entry.windowS, entry);
    if (old !== undefined) this.#forget(old);
    return old;
  }

  remove(entry: BlockEntry): void {
    this.#byStep.get(entry.stepS)?.delete(entry.windowS);
    this.#forget(entry);
  }

  /** The open block of a tier and window; undefined when there is none or it is damaged. */
  open(stepS: number, windowS: number): BlockReader | undefined {
    const entry = this.get(stepS, windowS);
    if (entry === undefined) return undefined;
    if (this.#last?.entry === entry) return this.#last.reader;
    const path = this.path(entry);
    if (this.#setAside.has(path)) return undefined;
    let reader = this.#open.get(path);
    if (reader !== undefined) {
      this.#open.delete(path);
      this.#open.set(path, reader);
      this.#last = { entry, path, reader };
      return reader;
    }
    try {
      reader = new BlockReader(this.#files, path, this.#pages);
    } catch (e) {
      this.#setAside.add(path);
      this.#faults.add(`block ${entry.stepS}/${entry.windowS}-${entry.generation} is set aside: ${messageOf(e)}`);
      return undefined;
    }
    this.#open.set(path, reader);
    if (this.#open.size > MAX_OPEN) {
      const [oldest] = this.#open.keys();
      this.#close(oldest as string);
    }
    this.#last = { entry, path, reader };
    return reader;
  }

  /**
   * Reads a series of one tier and window into a table; false when there is nothing, or nothing readable. `sketches` and `ahead` as
   * for BlockReader.
   */
  read(
    stepS: number,
    windowS: number,
    id: number,
    table: SlotTable,
    sketches?: SketchSink,
    ahead?: ReadAhead,
  ): boolean {
    try {
      return this.open(stepS, windowS)?.read(id, table, sketches, ahead) ?? false;
    } catch (e) {
      this.#faults.add(`block ${stepS}/${windowS}: series ${id} can't be read: ${messageOf(e)}`);
      return false;
    }
  }

  close(): void {
    for (const path of [...this.#open.keys()]) this.#close(path);
  }

  #forget(entry: BlockEntry): void {
    const path = this.path(entry);
    this.#close(path);
    this.#setAside.delete(path);
  }

  #close(path: string): void {
    if (this.#last?.path === path) this.#last = undefined;
    this.#open.get(path)?.close();
    this.#open.delete(path);
  }
}

const messageOf = (e: unknown): string => (e instanceof Error ? e.message : String(e));
