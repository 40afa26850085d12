/**
 * Names as the catalogue keeps them: pages of 256 ids, so that a change rewrites one short value. A name has what it shares with the one
 * before left out. Format: docs/format.md, "LMDB".
 */
import { ByteReader, ByteWriter } from '../codec/bytes.ts';
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
  nameOf(id: number): string | undefined;
}

export interface Page {
  readonly page: number;
  readonly bytes: Uint8Array;
}

/** The page as it is to be kept; empty when it has no names. */
export function writeNamePage(names: Names, page: number): Page {
  const out = new ByteWriter(8_192);
  let before = '';
  let any = false;
  for (let i = 0; i < PAGE_NAMES; i++) {
    const id = page * PAGE_NAMES + i;
    const name = names.nameOf(id);
    out.u32(name === undefined ? NO_SERIES : names.traitsOf(id));
    if (name === undefined) continue;
    any = true;
    let shared = 0;
    const most = Math.min(before.length, name.length);
    while (shared < most && before.charCodeAt(shared) === name.charCodeAt(shared)) shared++;
    // Half a surrogate pair has no UTF-8.
    if (shared > 0 && (name.charCodeAt(shared - 1) & 0xfc00) === 0xd800) shared--;
    out.varint(shared);
    out.string(name.slice(shared));
    before = name;
  }
  return { page, bytes: any ? out.take() : new Uint8Array(0) };
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
