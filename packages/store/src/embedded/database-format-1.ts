/**
 * The catalogue of a folder of format 1, brought into format 2: names in runs of 1,000 become pages of 256, blocks get their tier and
 * their file's name. The blocks themselves stay as they are. Before that the catalogue is copied, so that the former version can go on
 * from the copy.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { isTransactionOutcome } from '@carpy/core';
import type { Database as Lmdb, RootDatabase } from 'lmdb';
import { ByteReader } from '../codec/bytes.ts';
import { textBefore } from '../index-tree/name-bytes.ts';
import { FLUSH_SCHEMA, KINDS, NO_SERIES, packTraits, type Tier, tierKey } from '../schema/schema.ts';
import type { BlockEntry } from './block-entry.ts';
import type { Commit } from './database.ts';
import { PAGE_NAMES } from './name-journal.ts';
import { type NamedSeries, type Page, writeNamePage } from './name-pages.ts';
import { WINDOW_S } from './window.ts';

/** Of a tier that is not configured any more. */
const RETENTION_S = 14 * 86_400;

interface FormerBlock {
  readonly stepS: number;
  readonly windowS: number;
  readonly generation: number;
  readonly bytes: number;
  readonly firstS: number;
  readonly lastS: number;
}

/** Copies the catalogue beside the folder's own, once: `lmdb-format-1`. */
export async function keepFormer(root: RootDatabase, path: string): Promise<void> {
  const copy = `${path}-format-1`;
  if (existsSync(copy)) return;
  rmSync(`${copy}.tmp`, { recursive: true, force: true });
  mkdirSync(`${copy}.tmp`);
  await root.backup(`${copy}.tmp`, false);
  renameSync(`${copy}.tmp`, copy);
}

/** What brings the tables of format 1 into format 2; within a transaction, which also empties the former tables. */
export function migrate(root: RootDatabase, tiers: readonly Tier[]): Commit {
  const names: Lmdb<Buffer, number> = root.openDB({ name: 'names', keyEncoding: 'uint32', encoding: 'binary' });
  const blocks: Lmdb<FormerBlock, string> = root.openDB({ name: 'blocks' });
  const byId = new Map<number, NamedSeries>();
  for (const { value } of names.getRange()) for (const named of readNames(value)) byId.set(named.id, named);
  const entries = [...blocks.getRange()].map(({ value }) => entryOf(value, tiers));
  const commit = { names: pagesOf(byId), putBlocks: entries };
  for (const key of [...names.getKeys()]) void names.remove(key);
  for (const key of [...blocks.getKeys()]) void blocks.remove(key);
  return commit;
}

function* readNames(value: Uint8Array): Generator<NamedSeries> {
  const from = new ByteReader(value);
  for (let n = from.u32(); n > 0; n--) {
    const id = from.u32();
    const kind = KINDS[from.u8()];
    const name = from.string();
    if (kind === undefined) continue;
    const outcome = kind === 'timer' && isTransactionOutcome(name);
    yield { id, name, traits: packTraits({ kind, outcome, schema: FLUSH_SCHEMA, undecided: false, rule: 0 }) };
  }
}

function pagesOf(byId: ReadonlyMap<number, NamedSeries>): Page[] {
  const of = {
    traitsOf: (id: number) => byId.get(id)?.traits ?? NO_SERIES,
    nameBefore: (id: number, into: Uint8Array) => {
      const name = byId.get(id)?.name;
      return name === undefined ? -1 : textBefore(name, into);
    },
  };
  const pages = new Set([...byId.keys()].map((id) => Math.floor(id / PAGE_NAMES)));
  return [...pages].map((page) => writeNamePage(of, page));
}

function entryOf(
  { stepS, windowS, generation, bytes, firstS, lastS }: FormerBlock,
  tiers: readonly Tier[],
): BlockEntry {
  return {
    tier: tierKey(tiers.find((t) => t.stepS === stepS) ?? { stepS, retentionS: RETENTION_S }),
    stepS,
    startS: windowS,
    lengthS: WINDOW_S,
    generation,
    file: `blk/${stepS}/${windowS}-${generation}.blk`,
    bytes,
    series: 0,
    firstS,
    lastS,
  };
}
