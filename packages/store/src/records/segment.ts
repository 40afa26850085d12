/**
 * A sealed segment as a source. Its directory and codes are in memory; columns, tokens and blocks are read when asked for, into caches that
 * all segments share. Each section's CRC is looked at when it is first read, those of blocks and buckets of tokens at each reading.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import type { StoredRecord } from '@carpy/core';
import { type BlockKey, BlockView } from './block-view.ts';
import type { ByteCache, Shelf } from './byte-cache.ts';
import { KeyRows, type RowList, unpackKeyRows } from './key-rows.ts';
import type { OpenFiles } from './open-files.ts';
import { ID_WORDS } from './record-ids.ts';
import type { CodeArray, CodeColumn, CodeFields, CodeTable } from './row-codes.ts';
import type { RowSource } from './row-source.ts';
import { type SeenKept, SeenSums } from './seen-sums.ts';
import {
  type Directory,
  readDirectory,
  readHead,
  SEGMENT_MAGIC,
  type SectionName,
  SegmentDamage,
  TOKEN_BUCKET_SHIFT,
  TOKEN_BUCKETS,
} from './segment-format.ts';
import type { SharedFields } from './shared-fields.ts';
import { type SlowList, slowListOf, unpackSlowList } from './slow-list.ts';
import { Starts } from './starts.ts';
import { findToken } from './token-lists.ts';
import { Vocabulary } from './vocabulary.ts';
import { ZONE_ROWS } from './zones.ts';

/** What segments share. */
export interface SegmentRoom {
  readonly open: OpenFiles;
  readonly fields: SharedFields;
  readonly sections: ByteCache<unknown>;
  readonly blocks: ByteCache<BlockView>;
  /** Told once a place. */
  readonly onDamage: (file: string, what: string) => void;
}

/** Longer than any head that a version writes. */
const HEAD_BYTES = 512;

export class Segment implements RowSource {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly directory: Directory;
  readonly #room: SegmentRoom;
  readonly #sections: Shelf<unknown>;
  readonly #blocks: Shelf<BlockView>;
  readonly #codes: Record<CodeColumn, CodeTable>;
  readonly #checked = new Set<SectionName>();

  /** Throws SegmentDamage, CARPY_STORE_FORMAT for a newer version, and what the file system throws. */
  constructor(dir: string, name: string, room: SegmentRoom) {
    this.name = name;
    this.path = `${dir}/${name}`;
    this.#room = room;
    this.#sections = room.sections.shelf();
    this.#blocks = room.blocks.shelf();
    const { open } = room;
    this.bytes = open.size(this.path);
    readHead(open.read(this.path, 0, HEAD_BYTES), SEGMENT_MAGIC, this.path);
    this.directory = readDirectory((at, bytes) => open.read(this.path, at, bytes), this.bytes);
    const json = this.#unpacked('codes') as Record<
      CodeColumn,
      {
        readonly fields: readonly CodeFields[];
        readonly counts: readonly number[];
        readonly longest: readonly number[];
      }
    >;
    const table = (column: CodeColumn): CodeTable => {
      const shared = json[column].fields.map((fields) => room.fields.shared(fields));
      return {
        fields: shared.map(({ fields }) => fields),
        ids: Uint32Array.from(shared, ({ id }) => id),
        counts: Uint32Array.from(json[column].counts),
        longest: Uint32Array.from(json[column].longest),
      };
    };
    this.#codes = { what: table('what'), origin: table('origin'), result: table('result'), weight: table('weight') };
  }

  get rows(): number {
    return this.directory.rows;
  }

  get minMs(): number {
    return this.directory.minMs;
  }

  get maxMs(): number {
    return this.directory.maxMs;
  }

  table(column: CodeColumn): CodeTable {
    return this.#codes[column];
  }

  codes(column: CodeColumn): CodeArray | undefined {
    const width = this.directory.widths[column];
    if (width === 0) return undefined;
    return this.#cached(column, (bytes) => {
      if (width === 1) return bytes;
      return width === 2 ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
    });
  }

  durations(): Uint32Array {
    return this.#cached('durations', (bytes) => new Uint32Array(bytes.buffer));
  }

  longest(): Uint32Array {
    return this.#cached('longest', (bytes) => new Uint32Array(bytes.buffer));
  }

  keyRows(code: number): RowList {
    const { counts } = this.#codes.what;
    if (!this.#has('keys'))
      return this.#made(
        'keys',
        () => new KeyRows(this.codes('what'), this.durations(), counts),
        () => this.rows * 8,
      ).of(code);
    const count = counts[code] as number;
    return this.#made(
      code,
      () => {
        const places = this.#cached('keyPlaces', (bytes) => new Uint32Array(bytes.buffer));
        const { offset } = this.#place('keys');
        return unpackKeyRows(places, code, count, (at, bytes) => this.#room.open.read(this.path, offset + at, bytes));
      },
      () => count * 8,
    );
  }

  slowList(): SlowList {
    return this.#has('slow')
      ? this.#cached('slow', (bytes) => unpackSlowList(new Uint32Array(bytes.buffer)))
      : this.#made(
          'slow',
          () => slowListOf(this.durations(), this.codes('what')),
          ({ positions }) => positions.length * 12,
        );
  }

  starts(): Starts {
    return this.#cached('starts', (bytes) => {
      const zones = Math.ceil(this.rows / ZONE_ROWS);
      const offsets = bytes.slice(zones * 8).buffer;
      const { startWidth } = this.directory;
      const kind = startWidth === 2 ? Uint16Array : startWidth === 4 ? Uint32Array : Float64Array;
      return new Starts(new Float64Array(bytes.buffer, 0, zones), new kind(offsets));
    });
  }

  tokenRows(token: number): Uint32Array {
    const places = this.#cached('tokens', (bytes) => new Uint32Array(bytes.buffer));
    const bucket = token >>> TOKEN_BUCKET_SHIFT;
    const from = places[bucket] as number;
    const { offset } = this.#place('postings');
    const bytes = this.#room.open.read(this.path, offset + from, (places[bucket + 1] as number) - from);
    // Segments of earlier builds have no CRC of their buckets.
    if (places.length > TOKEN_BUCKETS + 1 && crc32(bytes) !== places[TOKEN_BUCKETS + 1 + bucket])
      throw new SegmentDamage('its tokens are damaged');
    try {
      return findToken(bytes, token);
    } catch (e) {
      throw new SegmentDamage('its tokens are damaged', { cause: e });
    }
  }

  vocabulary(): Vocabulary {
    return this.#cached('vocabulary', () => Vocabulary.of(this.#unpacked('vocabulary') as never));
  }

  record(position: number): StoredRecord | undefined {
    const found = this.#block(position);
    return found?.block.record(position - found.first);
  }

  idWords(position: number): Uint32Array {
    const found = this.#block(position);
    if (found === undefined) return new Uint32Array(ID_WORDS);
    const at = (position - found.first) * ID_WORDS;
    return found.block.ids.subarray(at, at + ID_WORDS);
  }

  /** Ids of all rows that can be read, some at a time: four u32 each. Throws SegmentDamage behind the first damaged ones. */
  *ids(): Generator<Uint32Array> {
    const places = this.#cached('blocks', (bytes) => new Uint32Array(bytes.buffer));
    for (let at = 0; at + 2 < places.length; at += 2)
      yield this.#readBlock(places[at] as number, places[at + 2] as number).ids;
  }

  /** Nothing of it is kept in memory any more. */
  forget(): void {
    this.#sections.clear();
    this.#blocks.clear();
  }

  seenKept(app: string, transaction: string | undefined, fromMs: number, untilMs: number): SeenKept {
    return this.sums().of(app, transaction, fromMs, untilMs);
  }

  sums(): SeenSums {
    return this.#cached('sums', () => SeenSums.of(this.#unpacked('sums') as never));
  }

  /** Segments of earlier versions lack some sections: these are made of others. */
  #has(name: SectionName): boolean {
    return this.directory.sections[name] !== undefined;
  }

  #made<V>(key: SectionName | number, make: () => V, bytesOf: (value: V) => number): V {
    let value = this.#sections.get(key) as V | undefined;
    if (value === undefined) {
      value = make();
      this.#sections.put(key, value, bytesOf(value) + 200);
    }
    return value;
  }

  #block(position: number): { readonly block: BlockView; readonly first: number } | undefined {
    const places = this.#cached('blocks', (bytes) => new Uint32Array(bytes.buffer));
    let low = 0;
    let high = places.length / 2 - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((places[middle * 2 + 1] as number) <= position) low = middle;
      else high = middle;
    }
    const [offset, first] = [places[low * 2] as number, places[low * 2 + 1] as number];
    let block = this.#blocks.get(low);
    if (block === undefined) {
      try {
        block = this.#readBlock(offset, places[low * 2 + 2] as number);
      } catch (e) {
        if (!(e instanceof SegmentDamage)) throw e;
        this.#room.onDamage(
          this.name,
          `a block of ${(places[low * 2 + 3] as number) - first} records is damaged: they are lost`,
        );
        return undefined;
      }
      this.#blocks.put(low, block, block.bytes);
    }
    return { block, first };
  }

  /** Undefined where the section is damaged. */
  keyIfSound(): BlockKey | undefined {
    try {
      return this.#key();
    } catch (e) {
      if (e instanceof SegmentDamage) return undefined;
      throw e;
    }
  }

  #readBlock(from: number, until: number): BlockView {
    return new BlockView(this.#room.open.read(this.path, from, until - from), this.#key());
  }

  #key(): BlockKey {
    const { what, origin, result } = this.#codes;
    const fields = { what: what.fields, origin: origin.fields, result: result.fields };
    return this.#cached('preset', (preset) => ({ preset, fields }));
  }

  #cached<V>(name: SectionName, make: (bytes: Uint8Array<ArrayBuffer>) => V): V {
    const factor = name === 'sums' || name === 'vocabulary' ? 20 : 1;
    return this.#made(
      name,
      () => make(this.#section(name)),
      () => (this.directory.sections[name]?.bytes ?? 0) * factor,
    );
  }

  #unpacked(name: SectionName): unknown {
    try {
      return JSON.parse(inflateRawSync(this.#section(name)).toString('utf8'));
    } catch (e) {
      throw e instanceof SegmentDamage ? e : new SegmentDamage(`its part ${name} cannot be read`, { cause: e });
    }
  }

  #section(name: SectionName): Uint8Array<ArrayBuffer> {
    const { offset, bytes, crc } = this.#place(name);
    const read = this.#room.open.read(this.path, offset, bytes) as Uint8Array<ArrayBuffer>;
    if (this.#checked.has(name)) return read;
    if (read.length !== bytes || crc32(read) !== crc) throw new SegmentDamage(`its part ${name} is damaged`);
    this.#checked.add(name);
    return read;
  }

  #place(name: SectionName): { readonly offset: number; readonly bytes: number; readonly crc: number } {
    const place = this.directory.sections[name];
    if (place === undefined) throw new SegmentDamage(`its part ${name} is missing`);
    return place;
  }
}
