/** `backup.json`: what a backup holds. Written last, so a folder without it is no backup. */
import { readFile } from 'node:fs/promises';
import { CarpyError } from '@carpy/core';

export const BACKUP_LIST = 'backup.json';
/** Version of backup.json itself. */
const VERSION = 1;
/** A file in the list: no way out of the folder, and nothing but what a data folder has. */
const PATH =
  /^(window|(lmdb|wal|blk\/[\w-]+)\/[\w-]+\.(mdb|wal|blk)|records\/[\d-]+\.(log|seg|ndjson)|sourcemaps\/[0-9a-f]{40}\.map)$/;

export interface BackupFile {
  /** Within the folder. */
  readonly path: string;
  readonly bytes: number;
  readonly crc32: number;
}

export interface BackupList {
  readonly version: number;
  /** Of the data folder. */
  readonly format: number;
  /** Who made it: `carpy 0.1.0`. */
  readonly writer: string;
  readonly madeAtMs: number;
  readonly files: readonly BackupFile[];
}

export const backupList = (format: number, writer: string, madeAtMs: number, files: BackupFile[]): BackupList => ({
  version: VERSION,
  format,
  writer,
  madeAtMs,
  files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
});

/** Throws CARPY_NOT_FOUND where there is no backup, CARPY_STORE_FORMAT when its list can't be read. */
export async function readBackupList(folder: string): Promise<BackupList> {
  const path = `${folder}/${BACKUP_LIST}`;
  const text = await readFile(path, 'utf8').catch((e: unknown) => {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT' || (e as NodeJS.ErrnoException).code === 'ENOTDIR')
      throw new CarpyError(
        'CARPY_NOT_FOUND',
        `${folder} has no ${BACKUP_LIST}: it is no backup, or one that did not end`,
      );
    throw e;
  });
  const list = parse(text);
  if (list === undefined)
    throw new CarpyError('CARPY_STORE_FORMAT', `${path} is damaged: it does not list a backup's files`);
  if (list.version > VERSION)
    throw new CarpyError(
      'CARPY_STORE_FORMAT',
      `${path} was written by ${list.writer}; use that version or a newer one`,
    );
  return list;
}

function parse(text: string): BackupList | undefined {
  let value: Partial<BackupList> | null;
  try {
    value = JSON.parse(text) as Partial<BackupList> | null;
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !Array.isArray(value.files)) return undefined;
  const sound =
    [value.version, value.format, value.madeAtMs].every(Number.isSafeInteger) && typeof value.writer === 'string';
  return sound && value.files.every(isFile) ? (value as BackupList) : undefined;
}

function isFile(value: unknown): value is BackupFile {
  if (typeof value !== 'object' || value === null) return false;
  const { path, bytes, crc32 } = value as Partial<BackupFile>;
  return typeof path === 'string' && PATH.test(path) && Number.isSafeInteger(bytes) && Number.isSafeInteger(crc32);
}
