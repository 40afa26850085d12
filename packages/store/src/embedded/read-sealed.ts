/**
 * Reads a data folder's sealed files by plans that the store made, in another thread than the store's. It registers nothing and writes
 * nothing.
 */
import type { FileSystem } from '../files/file-system.ts';
import { nodeFiles } from '../files/node-files.ts';
import type { ReadAnswer } from '../store.ts';
import { BlockFiles, BlockGone } from './blocks.ts';
import { ChunkCache } from './chunk-cache.ts';
import { Faults } from './faults.ts';
import { executeRead, planned } from './read-execute.ts';
import type { ReadPlan } from './read-plan.ts';

/** Open files are let go of after this long: those merged away since then take room on the disk as long as somebody holds them. */
const HOLD_MS = 60_000;
/** Faults that are remembered as told. */
const MAX_TOLD = 1_000;

interface Held {
  readonly files: BlockFiles;
  readonly faults: Faults;
  readonly sinceMs: number;
  reads: number;
}

export class SealedReader {
  readonly #dir: string;
  readonly #files: FileSystem;
  readonly #clockMs: () => number;
  readonly #told = new Set<string>();
  readonly #cache = new ChunkCache();
  #held: Held | undefined;

  /** `clockMs`: milliseconds since any moment. */
  constructor(dir: string, files: FileSystem = nodeFiles, clockMs: () => number = () => performance.now()) {
    this.#dir = dir;
    this.#files = files;
    this.#clockMs = clockMs;
  }

  /**
   * Asks for a plan and carries it out. Undefined when the store has to read by itself: it makes no plans, files went faster than plans
   * were made, or something is damaged that it was not told of yet and has to note.
   *
   * @param check Asked every few ms; what it throws ends the read.
   */
  async read(plan: () => Promise<ReadPlan | undefined>, check?: () => void): Promise<ReadAnswer | undefined> {
    const held = this.#hold();
    held.reads++;
    try {
      const answer = await planned(
        plan,
        async (made) => made && executeRead(made, this.#cache.before(held.files), check),
      );
      return this.#hasNews(held.faults) ? undefined : answer;
    } catch (e) {
      if (e instanceof BlockGone) return undefined;
      throw e;
    } finally {
      held.reads--;
      if (held.reads === 0 && held !== this.#held) held.files.close();
    }
  }

  close(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held?.reads === 0) held.files.close();
  }

  #hold(): Held {
    if (this.#held !== undefined && this.#clockMs() - this.#held.sinceMs > HOLD_MS) this.close();
    if (this.#held === undefined) {
      const faults = new Faults();
      const files = new BlockFiles(this.#files, this.#dir, faults);
      this.#held = { files, faults, sinceMs: this.#clockMs(), reads: 0 };
    }
    return this.#held;
  }

  #hasNews(faults: Faults): boolean {
    const news = faults.lines().filter((line) => !this.#told.has(line));
    if (this.#told.size > MAX_TOLD) this.#told.clear();
    for (const line of news) this.#told.add(line);
    return news.length > 0;
  }
}
