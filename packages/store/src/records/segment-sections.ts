/**
 * The sections of a segment's file: read when asked for, what is made of them in a cache that all segments share. Each one's CRC is looked at
 * when it is first read.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import type { Shelf } from './byte-cache.ts';
import type { OpenFiles } from './open-files.ts';
import { type Directory, type SectionName, SegmentDamage } from './segment-format.ts';

export class SegmentSections {
  readonly #open: OpenFiles;
  readonly #path: string;
  readonly #sections: Directory['sections'];
  readonly #shelf: Shelf<unknown>;
  readonly #checked = new Set<SectionName>();

  constructor(open: OpenFiles, path: string, { sections }: Directory, shelf: Shelf<unknown>) {
    this.#open = open;
    this.#path = path;
    this.#sections = sections;
    this.#shelf = shelf;
  }

  clear(): void {
    this.#shelf.clear();
  }

  /** Segments of earlier versions lack some sections: these are made of others. */
  has(name: SectionName): boolean {
    return this.#sections[name] !== undefined;
  }

  /** From the cache, else made and put there. */
  made<V>(key: SectionName | number, make: () => V, bytesOf: (value: V) => number): V {
    let value = this.#shelf.get(key) as V | undefined;
    if (value === undefined) {
      value = make();
      this.#shelf.put(key, value, bytesOf(value) + 200);
    }
    return value;
  }

  /** What is made of a section. Throws SegmentDamage, as all that reads one. */
  cached<V>(name: SectionName, make: (bytes: Uint8Array<ArrayBuffer>) => V): V {
    const factor = name === 'vocabulary' ? 20 : 1;
    return this.made(
      name,
      () => make(this.section(name)),
      () => (this.#sections[name]?.bytes ?? 0) * factor,
    );
  }

  /** Of JSON that was compressed. */
  unpacked(name: SectionName): unknown {
    try {
      return JSON.parse(inflateRawSync(this.section(name)).toString('utf8'));
    } catch (e) {
      throw e instanceof SegmentDamage ? e : new SegmentDamage(`its part ${name} cannot be read`, { cause: e });
    }
  }

  /** All of its bytes, which nobody else has. */
  section(name: SectionName): Uint8Array<ArrayBuffer> {
    const { offset, bytes, crc } = this.place(name);
    const read = this.#open.read(this.#path, offset, bytes) as Uint8Array<ArrayBuffer>;
    if (this.#checked.has(name)) return read;
    if (read.length !== bytes || crc32(read) !== crc) throw new SegmentDamage(`its part ${name} is damaged`);
    this.#checked.add(name);
    return read;
  }

  /** Bytes [from, until) of a section. */
  part(name: SectionName, from: number, until: number): Uint8Array<ArrayBuffer> {
    // Its CRC is that of all of it.
    if (!this.#checked.has(name)) return this.section(name).slice(from, until);
    return this.#open.read(this.#path, this.place(name).offset + from, until - from) as Uint8Array<ArrayBuffer>;
  }

  place(name: SectionName): { readonly offset: number; readonly bytes: number; readonly crc: number } {
    const place = this.#sections[name];
    if (place === undefined) throw new SegmentDamage(`its part ${name} is missing`);
    return place;
  }
}
