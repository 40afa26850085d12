/**
 * Stacks as they were before the build: frames of built files are looked up in the maps of the record's app and version. Lives in the room of the
 * records, where maps are read: neither a page nor a packet waits for that.
 */
import type { SourceMapEntry, StackFrame } from '@carpy/api';
import { type FingerprintOptions, isOwnFile, type ParsedFrame, parseStack, type StoredRecord } from '@carpy/core';
import { MapFolder, type MapFolderOptions, type MapKey } from './map-folder.ts';
import { type OriginalFrame, SourceMap } from './source-map.ts';

/** Bytes of maps that are held read: of text, and about as much again is made of it. */
const MAX_HELD_BYTES = 64 * 2 ** 20;

interface Held {
  /** undefined where it can't be read. */
  readonly map: SourceMap | undefined;
  readonly bytes: number;
}

export class SourceMaps {
  readonly #folder: MapFolder;
  /** By last part of the file's path, of each app; made anew when maps come and go. */
  #byName = new Map<string, SourceMapEntry[]>();
  #apps = new Set<string>();
  /** The one that was used last at the end. */
  readonly #held = new Map<SourceMapEntry, Held>();
  #heldBytes = 0;

  private constructor(folder: MapFolder) {
    this.#folder = folder;
    this.#changed();
  }

  static async open(options: MapFolderOptions): Promise<SourceMaps> {
    return new SourceMaps(await MapFolder.open(options));
  }

  /** Of all maps. */
  get bytes(): number {
    return this.#folder.bytes;
  }

  /** Of one app, its segment, or of all: empty. */
  list(app: string): readonly SourceMapEntry[] {
    return this.#folder.list().filter((entry) => app === '' || entry.app === app);
  }

  /** Throws CARPY_BAD_REQUEST for what is no source map. */
  async put(key: MapKey, bytes: Uint8Array): Promise<SourceMapEntry> {
    new SourceMap(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    const entry = await this.#folder.put({ ...key, file: plainPath(key.file) }, bytes);
    this.#changed();
    return entry;
  }

  /** `file` undefined: all of the version. */
  async remove(app: string, version: string, file: string | undefined): Promise<number> {
    const path = file === undefined ? undefined : plainPath(file);
    const removed = await this.#folder.remove(
      (entry) => entry.app === app && entry.version === version && (path === undefined || entry.file === path),
    );
    if (removed > 0) this.#changed();
    return removed;
  }

  async age(): Promise<void> {
    if ((await this.#folder.age()) > 0) this.#changed();
  }

  /** The innermost call first; empty where the record has no stack. */
  frames({ app, version, error }: StoredRecord): readonly StackFrame[] {
    if (error?.stack === undefined) return [];
    const parsed = parseStack(error.stack);
    const originals = parsed.map((frame) => this.#original(app, version, frame));
    return parsed.map((frame, i) => {
      const original = originals[i];
      if (original === undefined) return frame;
      const { file, line, column, source } = original;
      const name = functionOf(frame, originals[i + 1]);
      return {
        ...frame,
        own: frame.own && isOwnFile(file),
        original: { file, line, column, ...(name === undefined ? {} : { function: name }) },
        ...(source === undefined ? {} : { source }),
      };
    });
  }

  /** For `fingerprintOf`: undefined where the app has no maps. */
  originals({ app, version, error }: StoredRecord): FingerprintOptions['original'] {
    if (error?.stack === undefined || !this.#apps.has(app)) return undefined;
    const frames = new Map(this.frames({ app, version, error } as StoredRecord).map((frame) => [frame.text, frame]));
    return ({ text }) => {
      const frame = frames.get(text);
      return frame?.original === undefined ? undefined : { ...frame.original, own: frame.own };
    };
  }

  #original(app: string, version: string | undefined, frame: ParsedFrame): OriginalFrame | undefined {
    if (frame.file === undefined || frame.line === undefined || !this.#apps.has(app)) return undefined;
    const path = plainPath(frame.file);
    let best: SourceMapEntry | undefined;
    for (const entry of this.#byName.get(keyOf(app, path)) ?? []) {
      if (version !== undefined && entry.version !== version) continue;
      if (path !== entry.file && !path.endsWith(`/${entry.file}`)) continue;
      if (best === undefined || entry.file.length > best.file.length) best = entry;
    }
    return best === undefined ? undefined : this.#read(best)?.original(frame.line, frame.column ?? 1);
  }

  #read(entry: SourceMapEntry): SourceMap | undefined {
    const held = this.#held.get(entry);
    if (held !== undefined) {
      this.#held.delete(entry);
      this.#held.set(entry, held);
      return held.map;
    }
    let map: SourceMap | undefined;
    try {
      const text = this.#folder.read(entry);
      map = text === undefined ? undefined : new SourceMap(text);
    } catch {
      // It was good when it came; the stack is shown as it is.
      map = undefined;
    }
    this.#held.set(entry, { map, bytes: entry.bytes });
    this.#heldBytes += entry.bytes;
    for (const [other, { bytes }] of this.#held) {
      if (this.#heldBytes <= MAX_HELD_BYTES || other === entry) break;
      this.#held.delete(other);
      this.#heldBytes -= bytes;
    }
    return map;
  }

  #changed(): void {
    const entries = this.#folder.list();
    this.#apps = new Set(entries.map(({ app }) => app));
    this.#byName = new Map();
    for (const entry of entries) {
      const key = keyOf(entry.app, entry.file);
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), entry]);
    }
    for (const [entry, { bytes }] of this.#held) {
      if (entries.includes(entry)) continue;
      this.#held.delete(entry);
      this.#heldBytes -= bytes;
    }
  }
}

/**
 * What the function was called: where it is called, which is the frame around it, the map names it. Code that was not made smaller has no such
 * names and its own are right.
 */
const functionOf = (frame: ParsedFrame, around: OriginalFrame | undefined): string | undefined =>
  around?.name ?? frame.function;

/** A path or URL without what is before and behind it: `file:///srv/dist/a.js?x` is `/srv/dist/a.js`. */
const plainPath = (file: string): string =>
  (file.replace(/^[a-z][a-z0-9+.-]{1,30}:\/\/[^/]*/i, '').split(/[?#]/, 1)[0] as string)
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');

const keyOf = (app: string, path: string): string => `${app}\n${path.slice(path.lastIndexOf('/') + 1)}`;
