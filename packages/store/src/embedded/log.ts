/**
 * A log: one write-ahead file, or several after a restart or a failed write, and the memory of what stands in them. A window that is
 * not sealed yet has one of its own; points for sealed windows and for the far future share the late log, so that a burst of them
 * costs one rewrite of the blocks they touch.
 */
import { alignDown, type SeriesKind } from '@carpy/core';
import type { AppendFile, FileSystem } from '../files/file-system.ts';
import type { Section } from './section.ts';
import { WINDOW_S, WindowMemory } from './window.ts';

export type LogName = number | 'late';

/** `<window>-<sequence>.wal` or `late-<sequence>.wal`; undefined for other names. */
export function parseLogName(file: string): { readonly name: LogName; readonly sequence: number } | undefined {
  const match = /^(late|\d{1,15})-(\d{1,15})\.wal$/.exec(file);
  if (match === null) return undefined;
  return { name: match[1] === 'late' ? 'late' : Number(match[1]), sequence: Number(match[2]) };
}

export class Log {
  /** Start of its window, seconds since the epoch, or `late`. */
  readonly name: LogName;
  /** When its first section came, ms since the epoch. */
  readonly bornMs: number;
  readonly windows: Map<number, WindowMemory> = new Map();
  /** Sequence numbers of all its files. */
  readonly sequences: number[] = [];
  /** Bytes of all its files. */
  fileBytes = 0;
  #file: AppendFile | undefined;
  #durable = 0;

  constructor(name: LogName, bornMs: number) {
    this.name = name;
    this.bornMs = bornMs;
  }

  /** Bytes held in memory, about. */
  get memoryBytes(): number {
    let bytes = 0;
    for (const window of this.windows.values()) bytes += window.bytes;
    return bytes;
  }

  /** Takes sections into memory, after they are durable. */
  remember(section: Section, kindOf: (id: number) => SeriesKind): void {
    const windowS = alignDown(section.slotS, WINDOW_S);
    let window = this.windows.get(windowS);
    if (window === undefined) {
      window = new WindowMemory(windowS);
      this.windows.set(windowS, window);
    }
    window.add(section, kindOf);
  }

  /**
   * Appends bytes and makes them durable. When that fails, the file is cut back to what was durable before and never written again:
   * after a failed sync nobody knows what it holds. The next append starts a new file.
   */
  async append(bytes: Uint8Array, files: FileSystem, dir: string, nextSequence: () => number): Promise<void> {
    try {
      if (this.#file === undefined) {
        const sequence = nextSequence();
        this.#file = await files.create(logPath(dir, this.name, sequence));
        this.#durable = 0;
        this.sequences.push(sequence);
        // The bytes of a file are worth nothing while its name can be lost.
        await files.syncDir(`${dir}/wal`);
      }
      await this.#file.append(bytes);
      await this.#file.sync();
      this.#durable += bytes.length;
      this.fileBytes += bytes.length;
    } catch (e) {
      const broken = this.#file;
      this.#file = undefined;
      await broken?.truncate(this.#durable).catch(() => undefined);
      await broken?.close().catch(() => undefined);
      if (broken !== undefined && this.#durable === 0) await this.#removeEmpty(files, dir);
      throw e;
    }
  }

  /**
   * Takes the last append back, before it is remembered: what it belongs to failed elsewhere, and comes again as a whole. The file is never
   * written again.
   */
  async takeBack(bytes: number): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#durable -= bytes;
    this.fileBytes -= bytes;
    try {
      await file?.truncate(this.#durable);
      await file?.sync();
    } finally {
      await file?.close();
    }
  }

  /** A disk that stays full would else get an empty file with each try. What can't be removed stays known, and goes with the log. */
  async #removeEmpty(files: FileSystem, dir: string): Promise<void> {
    const sequence = this.sequences.at(-1) as number;
    await files.unlink(logPath(dir, this.name, sequence)).then(
      () => this.sequences.pop(),
      () => undefined,
    );
  }

  async closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

export const logPath = (dir: string, name: LogName, sequence: number): string => `${dir}/wal/${name}-${sequence}.wal`;
