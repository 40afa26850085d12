/**
 * A sealed segment as a source. Its directory and codes are in memory; columns, tokens and blocks are read when asked for, into caches that
 * all segments share. Each section's CRC is looked at when it is first read, those of blocks and buckets of tokens at each reading.
 */
import { crc32 } from 'node:zlib';
import type { StoredRecord } from '@carpy/core';
import type { BlockMemory } from './block-memory.ts';
import { type BlockKey, BlockView } from './block-view.ts';
import type { ByteCache, Shelf } from './byte-cache.ts';
import { KeyRows, type RowList, unpackKeyRows } from './key-rows.ts';
import type { OldFiles } from './old-files.ts';
import type { OpenFiles } from './open-files.ts';
import { ID_WORDS } from './record-ids.ts';
import type { CodeArray, CodeColumn, CodeFields, CodeTable } from './row-codes.ts';
import type { RowSource, ZoneRows } from './row-source.ts';
import { SealedSums } from './sealed-sums.ts';
import { type SeenKept, SeenSums, type SeenSumsJson } from './seen-sums.ts';
import {
  type Directory,
  readDirectory,
  readHead,
  SEGMENT_MAGIC,
  SegmentDamage,
  TOKEN_BUCKET_SHIFT,
  TOKEN_BUCKETS,
} from './segment-format.ts';
import { SegmentSections } from './segment-sections.ts';
import { type Tallies, unpackTallies } from './segment-tallies.ts';
import type { SharedFields } from './shared-fields.ts';
import { type SlowList, slowListOf, unpackSlowList } from './slow-list.ts';
import { type StartOffsets, Starts } from './starts.ts';
import { findToken } from './token-lists.ts';
import { Vocabulary } from './vocabulary.ts';
import { ZONE_ROWS } from './zones.ts';

/** What segments share. */
export interface SegmentRoom {
  readonly open: OpenFiles;
  readonly old: OldFiles;
  readonly fields: SharedFields;
  readonly sections: ByteCache<unknown>;
  readonly blocks: ByteCache<BlockView>;
  readonly blockMemory: BlockMemory;
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
  readonly #parts: SegmentSections;
  readonly #blocks: Shelf<BlockView>;
  readonly #codes: Record<CodeColumn, CodeTable>;

  /** Throws SegmentDamage, CARPY_STORE_FORMAT for a newer version, and what the file system throws. */
  constructor(dir: string, name: string, room: SegmentRoom) {
    this.name = name;
    this.path = `${dir}/${name}`;
    this.#room = room;
    this.#blocks = room.blocks.shelf();
    const { open } = room;
    this.bytes = open.size(this.path);
    readHead(open.read(this.path, 0, HEAD_BYTES), SEGMENT_MAGIC, this.path);
    this.directory = readDirectory((at, bytes) => open.read(this.path, at, bytes), this.bytes);
    this.#parts = new SegmentSections(open, this.path, this.directory, room.sections.shelf());
    const json = this.#parts.unpacked('codes') as Record<
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
    return this.#parts.cached(column, (bytes) => codesOf(width, bytes));
  }

  durations(): Uint32Array {
    return this.#parts.cached('durations', (bytes) => new Uint32Array(bytes.buffer));
  }

  longest(): Uint32Array {
    return this.#parts.cached('longest', (bytes) => new Uint32Array(bytes.buffer));
  }

  keyRows(code: number): RowList {
    const { counts } = this.#codes.what;
    if (!this.#parts.has('keys'))
      return this.#parts
        .made(
          'keys',
          () => new KeyRows(this.codes('what'), this.durations(), counts),
          () => this.rows * 8,
        )
        .of(code);
    const count = counts[code] as number;
    return this.#parts.made(
      code,
      () => {
        const places = this.#parts.cached('keyPlaces', (bytes) => new Uint32Array(bytes.buffer));
        const { offset } = this.#parts.place('keys');
        return unpackKeyRows(places, code, count, (at, bytes) => this.#room.open.read(this.path, offset + at, bytes));
      },
      () => count * 8,
    );
  }

  slowList(): SlowList {
    return this.#parts.has('slow')
      ? this.#parts.cached('slow', (bytes) => unpackSlowList(new Uint32Array(bytes.buffer)))
      : this.#parts.made(
          'slow',
          () => slowListOf(this.durations(), this.codes('what')),
          ({ positions }) => positions.length * 12,
        );
  }

  tallies(): Tallies | undefined {
    return this.#parts.has('tallies') ? this.#parts.cached('tallies', unpackTallies) : undefined;
  }

  zoneRows(low: number, high: number): ZoneRows {
    const { startWidth, widths } = this.directory;
    const column = (name: CodeColumn): CodeArray | undefined =>
      widths[name] === 0
        ? undefined
        : codesOf(widths[name], this.#parts.part(name, low * widths[name], high * widths[name]));
    const zones = Math.ceil(this.rows / ZONE_ROWS);
    const bases = new Float64Array(this.#parts.part('starts', 0, zones * 8).buffer);
    const offsets = this.#parts.part('starts', zones * 8 + low * startWidth, zones * 8 + high * startWidth);
    const starts = new Starts(bases.subarray(Math.floor(low / ZONE_ROWS)), offsetsOf(startWidth, offsets));
    const startMs = new Float64Array(high - low);
    for (let i = 0; i < startMs.length; i++) startMs[i] = starts.at(i);
    return { startMs, what: column('what'), result: column('result'), weight: column('weight') };
  }

  starts(): Starts {
    return this.#parts.cached('starts', (bytes) => {
      const zones = Math.ceil(this.rows / ZONE_ROWS);
      const offsets = offsetsOf(this.directory.startWidth, bytes.slice(zones * 8));
      return new Starts(new Float64Array(bytes.buffer, 0, zones), offsets);
    });
  }

  tokenRows(token: number): Uint32Array {
    const places = this.#parts.cached('tokens', (bytes) => new Uint32Array(bytes.buffer));
    const bucket = token >>> TOKEN_BUCKET_SHIFT;
    const from = places[bucket] as number;
    const { offset } = this.#parts.place('postings');
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
    return this.#parts.cached('vocabulary', () => Vocabulary.of(this.#parts.unpacked('vocabulary') as never));
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
    const places = this.#parts.cached('blocks', (bytes) => new Uint32Array(bytes.buffer));
    for (let at = 0; at + 2 < places.length; at += 2)
      yield this.#readBlock(places[at] as number, places[at + 2] as number).ids;
  }

  /** Nothing of it is kept in memory any more. */
  forget(): void {
    this.#parts.clear();
    this.#blocks.clear();
  }

  seenKept(app: string, transaction: string | undefined, fromMs: number, untilMs: number): SeenKept {
    const make = (): SealedSums =>
      new SealedSums(this.#parts.unpacked('sums') as SeenSumsJson, (text) => this.#room.fields.text(text));
    return this.#parts.made('sums', make, ({ bytes }) => bytes).of(app, transaction, fromMs, untilMs);
  }

  /** A copy, to be added to others. */
  sums(): SeenSums {
    return SeenSums.of(this.#parts.unpacked('sums') as SeenSumsJson);
  }

  #block(position: number): { readonly block: BlockView; readonly first: number } | undefined {
    const places = this.#parts.cached('blocks', (bytes) => new Uint32Array(bytes.buffer));
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
    return new BlockView(this.#room.open.read(this.path, from, until - from), this.#key(), this.#room.blockMemory);
  }

  #key(): BlockKey {
    const { what, origin, result } = this.#codes;
    const fields = { what: what.fields, origin: origin.fields, result: result.fields };
    return this.#parts.cached('preset', (preset) => ({ preset, fields }));
  }
}

function codesOf(width: number, bytes: Uint8Array<ArrayBuffer>): CodeArray {
  if (width === 1) return bytes;
  return width === 2 ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
}

function offsetsOf(width: number, bytes: Uint8Array<ArrayBuffer>): StartOffsets {
  const kind = width === 2 ? Uint16Array : width === 4 ? Uint32Array : Float64Array;
  return new kind(bytes.buffer);
}
