/**
 * What changes lives in LMDB (npm lmdb): names, the register of blocks, which logs are sealed, small state, the format's version.
 * Every commit is one transaction, durable when `commit` returns. Transactions are synchronous: they are few and short (a group of
 * state writes, a seal), and lmdb's asynchronous ones need a thread of their own.
 */
import { statSync } from 'node:fs';
import { CarpyError } from '@carpy/core';
import { type Database as Lmdb, open, type RootDatabase } from 'lmdb';
import { ByteReader, ByteWriter } from '../codec/bytes.ts';
import type { BlockEntry } from './blocks.ts';
import { checkDatabase, opened } from './database-check.ts';
import { type NamedSeries, readNamed, writeNamed } from './log-record.ts';

/** Version of the data folder's format, and who wrote it. */
const FORMAT = 1;
const WRITER = 'carpy 0.1.0';
/** Names of one value: few values load quickly, and a commit adds a value rather than rewriting one. */
const NAMES_A_VALUE = 1_000;

interface Format {
  readonly format: number;
  readonly writer: string;
  /** Step of the finest tier, seconds. */
  readonly fineStepS: number;
}

/** One transaction. */
export interface Commit {
  /** New names, by ascending id. */
  readonly names?: readonly NamedSeries[];
  readonly putBlocks?: readonly BlockEntry[];
  readonly removeBlocks?: readonly BlockEntry[];
  /** Logs whose content is in registered blocks: their files are never read again. */
  readonly addSealedLogs?: readonly number[];
  readonly removeSealedLogs?: readonly number[];
  readonly putState?: ReadonlyMap<string, Uint8Array | undefined>;
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
  names(): Generator<NamedSeries>;
  blocks(): BlockEntry[];
  sealedLogs(): number[];
  commit(commit: Commit): void;
  stateGet(key: string): Uint8Array | undefined;
  stateRange(range: StateRange): { readonly key: string; readonly bytes: Uint8Array }[];
  /** Bytes on disk. */
  bytes(): number;
  close(): Promise<void>;
}

/**
 * Opens or makes the database in a folder whose finest tier has this step. Throws CARPY_STORE_FORMAT when a newer version wrote it,
 * CARPY_BAD_CONFIG when it holds points of another step.
 */
export async function openDatabase(path: string, fineStepS: number): Promise<Database> {
  await checkDatabase(path);
  const root = open({ path, maxDbs: 8, overlappingSync: false, cache: false });
  try {
    const database = databaseOf(root, path, fineStepS);
    opened(path);
    return database;
  } catch (e) {
    await root.close();
    throw e;
  }
}

function databaseOf(root: RootDatabase, path: string, fineStepS: number): Database {
  const meta: Lmdb<Format, string> = root.openDB({ name: 'meta' });
  const names: Lmdb<Buffer, number> = root.openDB({ name: 'names', keyEncoding: 'uint32', encoding: 'binary' });
  const blocks: Lmdb<BlockEntry, string> = root.openDB({ name: 'blocks' });
  const sealed: Lmdb<boolean, number> = root.openDB({ name: 'sealed-logs' });
  const state: Lmdb<Buffer, Buffer> = root.openDB({ name: 'state', keyEncoding: 'binary', encoding: 'binary' });
  const format = meta.get('format');
  if (format !== undefined && format.format > FORMAT) {
    throw new CarpyError(
      'CARPY_STORE_FORMAT',
      `it was written by ${format.writer} (format ${format.format}, this version reads up to ${FORMAT}); use that version or a newer one`,
    );
  }
  if (format !== undefined && format.fineStepS !== fineStepS) {
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `the data folder holds points each ${format.fineStepS} s, not each ${fineStepS} s; set the flush interval back to ${format.fineStepS * 1000} ms, or give another --data-dir`,
    );
  }
  if (format === undefined)
    root.transactionSync(() => void meta.put('format', { format: FORMAT, writer: WRITER, fineStepS }));
  // Everything is touched once, so that damage that kills the process does so before the folder counts as opened.
  for (const table of [names, blocks, sealed, state] as const) for (const _ of table.getRange({}));
  const blockKey = (b: BlockEntry): string => `${b.stepS}/${b.windowS}`;
  return {
    isNew: format === undefined,
    *names() {
      for (const { value } of names.getRange()) yield* readNamed(new ByteReader(value));
    },
    blocks: () => [...blocks.getRange()].map(({ value }) => value),
    sealedLogs: () => [...sealed.getKeys()],
    commit(commit) {
      root.transactionSync(() => {
        const named = commit.names ?? [];
        for (let at = 0; at < named.length; at += NAMES_A_VALUE) {
          const part = named.slice(at, at + NAMES_A_VALUE);
          const out = new ByteWriter();
          writeNamed(out, part);
          void names.put((part[0] as NamedSeries).id, Buffer.from(out.take()));
        }
        for (const entry of commit.putBlocks ?? []) void blocks.put(blockKey(entry), entry);
        for (const entry of commit.removeBlocks ?? []) void blocks.remove(blockKey(entry));
        for (const sequence of commit.addSealedLogs ?? []) void sealed.put(sequence, true);
        for (const sequence of commit.removeSealedLogs ?? []) void sealed.remove(sequence);
        for (const [key, bytes] of commit.putState ?? []) {
          if (bytes === undefined) void state.remove(Buffer.from(key));
          else void state.put(Buffer.from(key), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        }
      });
    },
    stateGet: (key) => state.get(Buffer.from(key)),
    stateRange: (range) => stateRange(state, range),
    // A folder that was removed is told by the writes; the status must still be there to say so.
    bytes: () => statSync(`${path}/data.mdb`, { throwIfNoEntry: false })?.size ?? 0,
    close: () => root.close(),
  };
}

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
