/**
 * Rows by what they are, with their durations: a question about few kinds of transactions reads their lists and no column.
 *
 * In a segment, for each code of `what`: u32 durations, then varint differences of the positions.
 */
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter } from '../codec/bytes.ts';
import type { CodeArray } from './row-codes.ts';
import { SegmentDamage } from './segment-format.ts';

/** Rows and their durations, positions ascending. */
export interface RowList {
  readonly positions: Uint32Array;
  readonly durations: Uint32Array;
}

/** All rows of a source, one code after the other. */
export class KeyRows {
  readonly #starts: Uint32Array;
  readonly #positions: Uint32Array;
  readonly #durations: Uint32Array;

  /** `counts`: rows by code. Without `codes` all rows have code 0. */
  constructor(codes: CodeArray | undefined, durations: Uint32Array, counts: Uint32Array) {
    this.#starts = new Uint32Array(counts.length + 1);
    for (let code = 0; code < counts.length; code++)
      this.#starts[code + 1] = (this.#starts[code] as number) + (counts[code] as number);
    this.#positions = new Uint32Array(durations.length);
    this.#durations = new Uint32Array(durations.length);
    const next = this.#starts.slice();
    for (let position = 0; position < durations.length; position++) {
      const code = codes === undefined ? 0 : (codes[position] as number);
      const at = next[code] as number;
      next[code] = at + 1;
      this.#positions[at] = position;
      this.#durations[at] = durations[position] as number;
    }
  }

  get codes(): number {
    return this.#starts.length - 1;
  }

  of(code: number): RowList {
    const [from, until] = [this.#starts[code], this.#starts[code + 1]];
    return { positions: this.#positions.subarray(from, until), durations: this.#durations.subarray(from, until) };
  }
}

export interface PackedKeys {
  /** Where the list of each code begins, where the last one ends, then the CRC of each. */
  readonly places: Uint32Array;
  readonly lists: Uint8Array;
}

export function packKeyRows(rows: KeyRows): PackedKeys {
  const { codes } = rows;
  const places = new Uint32Array(codes * 2 + 1);
  const out = new ByteWriter(64 * 1024);
  for (let code = 0; code < codes; code++) {
    const { positions, durations } = rows.of(code);
    out.array(durations);
    let before = 0;
    for (let i = 0; i < positions.length; i++) {
      const position = positions[i] as number;
      out.varint(position - before);
      before = position;
    }
    places[code + 1] = out.length;
    places[codes + 1 + code] = crc32(out.view(places[code]));
  }
  return { places, lists: out.view() };
}

/** The list of a code that has `count` rows, of which `read` reads the bytes. Throws SegmentDamage. */
export function unpackKeyRows(
  places: Uint32Array,
  code: number,
  count: number,
  read: (from: number, bytes: number) => Uint8Array,
): RowList {
  const codes = (places.length - 1) / 2;
  const from = places[code] as number;
  const bytes = read(from, (places[code + 1] as number) - from);
  if (crc32(bytes) !== places[codes + 1 + code]) throw new SegmentDamage('its lists of rows are damaged');
  const durations = new Uint32Array(bytes.slice(0, count * 4).buffer);
  const positions = new Uint32Array(count);
  const reader = new ByteReader(bytes.subarray(count * 4));
  for (let i = 0, position = 0; i < count; i++) positions[i] = position += reader.varint();
  return { positions, durations };
}

/** Lists that share no row, as one. */
export function mergedRows(lists: readonly RowList[]): RowList {
  if (lists.length === 1) return lists[0] as RowList;
  const length = lists.reduce((sum, { positions }) => sum + positions.length, 0);
  // A position and where its duration is in one number: sorting numbers asks no function.
  const keys = new Float64Array(length);
  const durations = new Uint32Array(length);
  let at = 0;
  for (const list of lists) {
    durations.set(list.durations, at);
    for (let i = 0; i < list.positions.length; i++, at++) keys[at] = (list.positions[i] as number) * length + at;
  }
  keys.sort();
  const merged = { positions: new Uint32Array(length), durations: new Uint32Array(length) };
  for (let i = 0; i < length; i++) {
    const key = keys[i] as number;
    merged.positions[i] = Math.floor(key / length);
    merged.durations[i] = durations[key % length] as number;
  }
  return merged;
}
