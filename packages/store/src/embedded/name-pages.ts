/**
 * Names as the catalogue keeps them: pages of 256 ids, so that a change rewrites one short value. A name has what it shares with the one
 * before left out. Format: docs/format.md, "LMDB".
 */
import { ByteReader, ByteWriter } from '../codec/bytes.ts';
import { NAME_BYTES } from '../index-tree/name-bytes.ts';
import { NO_SERIES, type Traits } from '../schema/schema.ts';
import { PAGE_NAMES } from './name-journal.ts';

/** A name with the store's own id. */
export interface NamedSeries {
  readonly id: number;
  readonly traits: Traits;
  readonly name: string;
}

interface Names {
  traitsOf(id: number): Traits;
  /** As NameIndex.nameBefore. */
  nameBefore(id: number, into: Uint8Array): number;
}

export interface Page {
  readonly page: number;
  readonly bytes: Uint8Array;
}

/** The name in hand and the one before it, each at the end. */
let name = new Uint8Array(NAME_BYTES);
let before = new Uint8Array(NAME_BYTES);
const out = new ByteWriter(16_384);

/** The page as it is to be kept; empty when it has no names. */
export function writeNamePage(names: Names, page: number): Page {
  const end = NAME_BYTES;
  let beginBefore = end;
  out.clear();
  for (let i = 0; i < PAGE_NAMES; i++) {
    const id = page * PAGE_NAMES + i;
    const begin = names.nameBefore(id, name);
    out.u32(begin < 0 ? NO_SERIES : names.traitsOf(id));
    if (begin < 0) continue;
    let at = begin;
    for (let old = beginBefore; old < end && at < end && name[at] === before[old]; old++) at++;
    // No part of a character.
    while (at > begin && ((name[at] ?? 0) & 0xc0) === 0x80) at--;
    out.varint(unitsOf(name, begin, at));
    out.u16(end - at);
    out.part(name, at, end);
    [name, before] = [before, name];
    beginBefore = begin;
  }
  return { page, bytes: beginBefore < end ? out.take() : new Uint8Array(0) };
}

/** UTF-16 units of UTF-8: what is shared is counted in them. */
function unitsOf(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

/** Throws RangeError when bytes are missing. */
export function* readNamePage({ page, bytes }: Page): Generator<NamedSeries> {
  if (bytes.length === 0) return;
  const from = new ByteReader(bytes);
  let before = '';
  for (let i = 0; i < PAGE_NAMES; i++) {
    const traits = from.u32();
    if (traits === NO_SERIES) continue;
    const name = before.slice(0, from.varint()) + from.string();
    before = name;
    yield { id: page * PAGE_NAMES + i, traits, name };
  }
}
