/**
 * What changes lives in LMDB (npm lmdb): names, the register of blocks, which logs are sealed, small state, the format's version.
 * Every commit is one transaction, durable when `commit` returns. Transactions are synchronous: they are few and short (a group of
 * state writes, a seal), and lmdb's asynchronous ones need a thread of their own.
 */
import { statSync } from 'node:fs';
import { CarpyError } from '@carpy/core';
import { type Database as Lmdb, open, type RootDatabase } from 'lmdb';
import type { Tier } from '../schema/schema.ts';
import type { BlockEntry } from './block-entry.ts';
import { checkDatabase, opened } from './database-check.ts';
import { keepFormer, migrate } from './database-format-1.ts';
import type { Page } from './name-pages.ts';

/** Version of the data folder's format, and who wrote it. */
export const FORMAT = 2;
const WRITER = 'carpy 0.1.0';

export interface Format {
  readonly format: number;
  readonly writer: string;
}

/** One transaction. */
export interface Commit {
  /** Whole pages of names; an empty one is removed. */
  readonly names?: readonly Page[];
  /** Pages of days on which series were last seen. */
  readonly seen?: readonly Page[];
  readonly putBlocks?: readonly BlockEntry[];
  readonly removeBlocks?: readonly BlockEntry[];
  /** Logs whose content is in registered blocks: their files are never read again. */
  readonly addSealedLogs?: readonly number[];
  readonly removeSealedLogs?: readonly number[];
  readonly putState?: ReadonlyMap<string, Uint8Array | undefined>;
  /** Single values of the engine's own, by name. */
  readonly putMeta?: Readonly<Record<string, unknown>>;
}

interface StateRange {
  readonly prefix: string;
  readonly after: string | undefined;
  readonly reverse: boolean;
  readonly limit: number;
}

export interface Database {
  /** True when it was made at this opening. */
  readonly isNew: boolean;
  names(): Page[];
  seen(): Page[];
  blocks(): BlockEntry[];
  sealedLogs(): number[];
  /** A value of `putMeta`; undefined when it was never put. */
  meta<T>(key: string): T | undefined;
  commit(commit: Commit): void;
  stateGet(key: string): Uint8Array | undefined;
  stateRange(range: StateRange): { readonly key: string; readonly bytes: Uint8Array }[];
  /** Bytes on disk. */
  bytes(): number;
  close(): Promise<void>;
}

/** Grows with each commit that changes names or blocks: who copies the folder sees by it whether the copy is of one moment. */
export const CHANGES = 'changes';

/**
 * Opens or makes the database in a folder. `tiers` are what blocks of format 1 belong to, by their step. Throws CARPY_STORE_FORMAT when a newer version
 * wrote it.
 */
export async function openDatabase(path: string, tiers: readonly Tier[]): Promise<Database> {
  await checkDatabase(path);
  const root = open({ path, maxDbs: 12, overlappingSync: false, cache: false });
  try {
    const database = await databaseOf(root, path, tiers);
    opened(path);
    return database;
  } catch (e) {
    await root.close();
    throw e;
  }
}

async function databaseOf(root: RootDatabase, path: string, tiers: readonly Tier[]): Promise<Database> {
  const meta: Lmdb<unknown, string> = root.openDB({ name: 'meta' });
  const format = meta.get('format') as Format | undefined;
  if (format !== undefined && format.format > FORMAT) {
    throw new CarpyError(
      'CARPY_STORE_FORMAT',
      `it was written by ${format.writer} (format ${format.format}, this version reads up to ${FORMAT}); use that version or a newer one`,
    );
  }
  const isOld = format?.format === 1;
  if (isOld) await keepFormer(root, path);
  const names: Lmdb<Buffer, number> = root.openDB({ name: 'name-pages', keyEncoding: 'uint32', encoding: 'binary' });
  const seen: Lmdb<Buffer, number> = root.openDB({ name: 'seen', keyEncoding: 'uint32', encoding: 'binary' });
  const blocks: Lmdb<BlockEntry, string> = root.openDB({ name: 'block-files' });
  const sealed: Lmdb<boolean, number> = root.openDB({ name: 'sealed-logs' });
  const state: Lmdb<Buffer, Buffer> = root.openDB({ name: 'state', keyEncoding: 'binary', encoding: 'binary' });
  const put = (commit: Commit): void => {
    for (const { page, bytes } of commit.names ?? []) putPage(names, page, bytes);
    for (const { page, bytes } of commit.seen ?? []) putPage(seen, page, bytes);
    for (const entry of commit.putBlocks ?? []) void blocks.put(entry.file, entry);
    for (const entry of commit.removeBlocks ?? []) void blocks.remove(entry.file);
    for (const sequence of commit.addSealedLogs ?? []) void sealed.put(sequence, true);
    for (const sequence of commit.removeSealedLogs ?? []) void sealed.remove(sequence);
    for (const [key, bytes] of commit.putState ?? []) {
      if (bytes === undefined) void state.remove(Buffer.from(key));
      else void state.put(Buffer.from(key), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    }
    for (const [key, value] of Object.entries(commit.putMeta ?? {})) void meta.put(key, value);
    if (commit.names !== undefined || commit.putBlocks !== undefined || commit.removeBlocks !== undefined)
      void meta.put(CHANGES, ((meta.get(CHANGES) as number | undefined) ?? 0) + 1);
  };
  if (format === undefined || isOld) {
    root.transactionSync(() => {
      if (isOld) put(migrate(root, tiers));
      void meta.put('format', { format: FORMAT, writer: WRITER } satisfies Format);
    });
  }
  // Everything is touched once, so that damage that kills the process does so before the folder counts as opened.
  for (const table of [names, seen, blocks, sealed, state] as const) for (const _ of table.getRange({}));
  return {
    isNew: format === undefined,
    names: () => pagesOf(names),
    seen: () => pagesOf(seen),
    blocks: () => [...blocks.getRange()].map(({ value }) => value),
    sealedLogs: () => [...sealed.getKeys()],
    meta: <T>(key: string) => meta.get(key) as T | undefined,
    commit: (commit) => root.transactionSync(() => put(commit)),
    stateGet: (key) => state.get(Buffer.from(key)),
    stateRange: (range) => stateRange(state, range),
    // A folder that was removed is told by the writes; the status must still be there to say so.
    bytes: () => statSync(`${path}/data.mdb`, { throwIfNoEntry: false })?.size ?? 0,
    close: () => root.close(),
  };
}

function putPage(table: Lmdb<Buffer, number>, page: number, bytes: Uint8Array): void {
  if (bytes.length === 0) void table.remove(page);
  else void table.put(page, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

const pagesOf = (table: Lmdb<Buffer, number>): Page[] =>
  [...table.getRange()].map(({ key, value }) => ({ page: key, bytes: value }));

/** No UTF-8 text has a byte this high, so it ends every range of keys with one prefix. */
const PAST = Buffer.from([0xff]);

function stateRange(state: Lmdb<Buffer, Buffer>, range: StateRange): { key: string; bytes: Uint8Array }[] {
  const prefix = Buffer.from(range.prefix);
  const end = Buffer.concat([prefix, PAST]);
  const after = range.after === undefined ? undefined : Buffer.from(range.after);
  const found: { key: string; bytes: Uint8Array }[] = [];
  if (range.limit <= 0) return found;
  const low = !range.reverse && after !== undefined && after.compare(prefix) > 0 ? after : prefix;
  const high = range.reverse && after !== undefined && after.compare(end) < 0 ? after : end;
  const entries = range.reverse ? state.getRange({ start: high, reverse: true }) : state.getRange({ start: low });
  for (const { key, value } of entries) {
    if (range.reverse ? key.compare(prefix) < 0 : key.compare(end) >= 0) break;
    if (!key.subarray(0, prefix.length).equals(prefix)) continue;
    if (after !== undefined && (range.reverse ? key.compare(after) >= 0 : key.compare(after) <= 0)) continue;
    found.push({ key: key.toString(), bytes: value });
    if (found.length >= range.limit) break;
  }
  return found;
}
