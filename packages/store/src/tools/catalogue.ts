/**
 * The catalogue (LMDB) of a data folder, read only: by a process beside the server's own, or of a copy. Names, blocks and sealed logs are of
 * one moment only in a copy.
 */
import { existsSync } from 'node:fs';
import { CarpyError } from '@carpy/core';
import { type Database as Lmdb, open, type RootDatabase } from 'lmdb';
import type { BlockEntry } from '../embedded/block-entry.ts';
import { CHANGES, FORMAT, type Format } from '../embedded/database.ts';
import { checkDatabase, opened } from '../embedded/database-check.ts';
import type { Page } from '../embedded/name-pages.ts';

/** A block as any format registers it. */
export type RegisteredBlock = Pick<BlockEntry, 'file' | 'bytes' | 'stepS' | 'startS' | 'lengthS'>;

export interface Catalogue {
  readonly format: number;
  /** Who wrote the folder's format. */
  readonly writer: string;
  /** Grows with each change of names and blocks. */
  changes(): number;
  blocks(): RegisteredBlock[];
  sealedLogs(): number[];
  /** Pages of names; none for format 1. */
  names(): Page[];
  /** Copies all of it, of this moment, into a folder that is there and empty. */
  copyTo(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** As format 1 has it. */
interface FormerBlock {
  readonly stepS: number;
  readonly windowS: number;
  readonly generation: number;
  readonly bytes: number;
}

const FORMER_WINDOW_S = 600;

/**
 * Has another process read all of the catalogue, since a damaged one ends the process that reads it. Throws CARPY_NOT_FOUND where there
 * is none, CARPY_STORE_FAILED when it is damaged.
 */
export async function probeCatalogue(dir: string): Promise<void> {
  if (!existsSync(`${dir}/lmdb/data.mdb`))
    throw new CarpyError(
      'CARPY_NOT_FOUND',
      `${dir} is no data folder: it has no lmdb/data.mdb; --data-dir names another`,
    );
  // The first call leaves its mark, as an opening that does not end does; so the second has all of it read.
  await checkDatabase(`${dir}/lmdb`);
  await checkDatabase(`${dir}/lmdb`);
  opened(`${dir}/lmdb`);
}

/** `path` is the folder of the catalogue itself. Throws CARPY_STORE_FORMAT when a newer version wrote it. */
export async function openCatalogue(path: string): Promise<Catalogue> {
  const root = open({ path, maxDbs: 12, overlappingSync: false, cache: false, readOnly: true });
  try {
    return catalogueOf(root, path);
  } catch (e) {
    await root.close();
    throw e;
  }
}

function catalogueOf(root: RootDatabase, path: string): Catalogue {
  // A table that is not there is not made in a folder that is only read; lmdb's types don't know of it.
  const table = <V, K extends string | number>(name: string, options = {}): Lmdb<V, K> | undefined =>
    root.openDB<V, K>({ name, ...options });
  const meta = table<unknown, string>('meta');
  const format = meta?.get('format') as Format | undefined;
  if (format === undefined)
    throw new CarpyError('CARPY_STORE_FORMAT', `${path} does not say which format it has: no carpy wrote it`);
  if (format.format > FORMAT)
    throw new CarpyError(
      'CARPY_STORE_FORMAT',
      `it was written by ${format.writer} (format ${format.format}, this version reads up to ${FORMAT}); use that version or a newer one`,
    );
  const isFormer = format.format < FORMAT;
  const pages = { keyEncoding: 'uint32', encoding: 'binary' };
  return {
    format: format.format,
    writer: format.writer,
    changes() {
      // Else the answer may be of the moment of the last read.
      root.resetReadTxn();
      return (meta?.get(CHANGES) as number | undefined) ?? 0;
    },
    blocks: () =>
      isFormer
        ? valuesOf(table<FormerBlock, string>('blocks')).map(ofFormat1)
        : valuesOf(table<BlockEntry, string>('block-files')),
    sealedLogs: () => [...(table<boolean, number>('sealed-logs')?.getKeys() ?? [])],
    names: () =>
      [...(table<Buffer, number>('name-pages', pages)?.getRange() ?? [])].map(({ key, value }) => ({
        page: key,
        bytes: value,
      })),
    copyTo: (folder) => root.backup(folder, true),
    close: () => root.close(),
  };
}

const valuesOf = <V, K extends string | number>(table: Lmdb<V, K> | undefined): V[] =>
  [...(table?.getRange() ?? [])].map(({ value }) => value);

const ofFormat1 = ({ stepS, windowS, generation, bytes }: FormerBlock): RegisteredBlock => ({
  file: `blk/${stepS}/${windowS}-${generation}.blk`,
  bytes,
  stepS,
  startS: windowS,
  lengthS: FORMER_WINDOW_S,
});
