/**
 * Source maps as files of a folder of their own, one each. Written beside and renamed, so that a file is whole or not there. Past the bound of bytes
 * the oldest go, as do those that are old.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { SourceMapEntry } from '@carpy/api';
import { CarpyError, fileFault } from '@carpy/core';
import {
  isMapFileName,
  MAP_PART_ENDING,
  MAX_MAP_HEAD_BYTES,
  mapFileName,
  mapHeadLine,
  nodeFiles,
  readMapHead,
} from '@carpy/store';

export const MAP_FOLDER_LIMITS = { maps: 10_000, ageMs: 7_776_000_000 } as const;

export interface MapKey {
  /** Segment. */
  readonly app: string;
  readonly version: string;
  readonly file: string;
}

export interface MapFolderOptions {
  /** Absolute. */
  readonly dir: string;
  readonly maxBytes: number;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Told of those that went, the oldest first, by the bound or by their age. */
  readonly onGone?: (gone: readonly SourceMapEntry[]) => void;
}

export class MapFolder {
  readonly #options: MapFolderOptions;
  /** By name of the file, the one that was uploaded last at the end. */
  readonly #entries: Map<string, SourceMapEntry>;

  private constructor(options: MapFolderOptions, entries: Map<string, SourceMapEntry>) {
    this.#options = options;
    this.#entries = entries;
  }

  /** The folder is made by the first map. */
  static async open(options: MapFolderOptions): Promise<MapFolder> {
    const found: [string, SourceMapEntry][] = [];
    const names = await readdir(options.dir).catch(() => []);
    for (const name of names) {
      const entry = isMapFileName(name) ? headOf(join(options.dir, name)) : undefined;
      // What was being written when the server stopped, or is none of ours by its head.
      if (entry === undefined) {
        if (name.endsWith(MAP_PART_ENDING)) await isDeleted(join(options.dir, name));
      } else found.push([name, entry]);
    }
    const folder = new MapFolder(options, new Map(found.sort(([, a], [, b]) => a.uploadedMs - b.uploadedMs)));
    await folder.age();
    return folder;
  }

  /** Of all maps. */
  get bytes(): number {
    let bytes = 0;
    for (const entry of this.#entries.values()) bytes += entry.bytes;
    return bytes;
  }

  /** The newest first. */
  list(): readonly SourceMapEntry[] {
    return [...this.#entries.values()].reverse();
  }

  /** Durable when it resolves. It takes the place of one of the same key. Throws CARPY_STORE_FAILED. */
  async put(key: MapKey, bytes: Uint8Array): Promise<SourceMapEntry> {
    const { dir, clock } = this.#options;
    const entry: SourceMapEntry = { ...key, bytes: bytes.byteLength, uploadedMs: clock() };
    const name = mapFileName(key);
    try {
      await nodeFiles.makeDir(dir);
      await writeWhole(join(dir, name), mapHeadLine({ ...entry, crc32: crc32(bytes) }), bytes);
      await nodeFiles.syncDir(dir);
    } catch (e) {
      throw new CarpyError('CARPY_STORE_FAILED', `the source map was not stored in ${dir}: ${fileFault(e)}`, {
        cause: e,
      });
    }
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    await this.age();
    return entry;
  }

  /** The map's text; undefined where it is gone. In one go: who asks can't wait between. */
  read(key: MapKey): string | undefined {
    try {
      const bytes = readFileSync(join(this.#options.dir, mapFileName(key)));
      return bytes.toString('utf8', bytes.indexOf(10) + 1);
    } catch {
      return undefined;
    }
  }

  /** Throws CARPY_STORE_FAILED where some can't be deleted. */
  async remove(which: (entry: SourceMapEntry) => boolean): Promise<number> {
    const gone = await this.#delete(which);
    const left = [...this.#entries.values()].filter(which).length;
    if (left === 0) return gone.length;
    throw new CarpyError(
      'CARPY_STORE_FAILED',
      `${left} source maps in ${this.#options.dir} cannot be deleted, ${gone.length} are`,
    );
  }

  /** Answers those that went. */
  async #delete(which: (entry: SourceMapEntry) => boolean): Promise<SourceMapEntry[]> {
    const gone: SourceMapEntry[] = [];
    for (const [name, entry] of [...this.#entries]) {
      if (!which(entry) || !(await isDeleted(join(this.#options.dir, name)))) continue;
      this.#entries.delete(name);
      gone.push(entry);
    }
    return gone;
  }

  /** Lets go of what is old or too much; answers how many. What can't be deleted stays until the next time. */
  async age(): Promise<number> {
    const { maxBytes, clock, onGone } = this.#options;
    const oldestMs = clock() - MAP_FOLDER_LIMITS.ageMs;
    let bytes = 0;
    let maps = 0;
    const kept = new Set<SourceMapEntry>();
    for (const entry of this.list()) {
      bytes += entry.bytes;
      maps++;
      if (bytes > maxBytes || maps > MAP_FOLDER_LIMITS.maps || entry.uploadedMs < oldestMs) break;
      kept.add(entry);
    }
    const gone = await this.#delete((entry) => !kept.has(entry));
    if (gone.length > 0) onGone?.(gone);
    return gone.length;
  }
}

/** undefined for a file that is none of ours. */
function headOf(path: string): SourceMapEntry | undefined {
  const bytes = Buffer.alloc(MAX_MAP_HEAD_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      const read = readMapHead(bytes.subarray(0, readSync(file, bytes, 0, MAX_MAP_HEAD_BYTES, 0)));
      if (read === undefined) return undefined;
      const { crc32: _, ...entry } = read.head;
      return entry;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Beside it first; renamed when all is durable. */
async function writeWhole(path: string, head: string | Uint8Array, bytes: Uint8Array): Promise<void> {
  const part = join(dirname(path), `${randomUUID()}${MAP_PART_ENDING}`);
  const file = await open(part, 'wx');
  try {
    try {
      await file.writeFile(head);
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (e) {
    await isDeleted(part);
    throw e;
  }
}

/** False where it is still there. */
const isDeleted = (path: string): Promise<boolean> =>
  rm(path, { force: true }).then(
    () => true,
    () => false,
  );
