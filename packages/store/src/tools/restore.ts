/**
 * Puts a backup back as a data folder. It is made beside its place and renamed there when every file has its length and CRC, so a restore
 * that does not end leaves nothing that a server could take for a data folder.
 */
import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CarpyError } from '@carpy/core';
import { FORMAT } from '../embedded/database.ts';
import { type BackupList, readBackupList } from './backup-list.ts';
import { copyFile, syncFolder } from './copy-file.ts';
import { emptyFolder, isGone } from './empty-folder.ts';

export interface RestoreOptions {
  readonly backup: string;
  /** Empty, or not there. */
  readonly dir: string;
  readonly onProgress?: (doneBytes: number, ofBytes: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Answers the backup's list. Throws CARPY_NOT_FOUND without a backup, CARPY_STORE_FAILED when a file of it is missing or damaged,
 * CARPY_BAD_REQUEST for a folder that is not empty.
 */
export async function restore({ backup, dir, onProgress, signal }: RestoreOptions): Promise<BackupList> {
  const list = await readBackupList(backup);
  if (list.format > FORMAT)
    throw new CarpyError(
      'CARPY_STORE_FORMAT',
      `the backup was written by ${list.writer} (format ${list.format}, this version reads up to ${FORMAT}); use that version or a newer one`,
    );
  await emptyFolder(dir);
  const beside = `${resolve(dir)}.restoring`;
  const takeBack = await emptyFolder(beside);
  const ofBytes = list.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let doneBytes = 0;
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    onProgress?.(doneBytes, ofBytes);
  };
  try {
    for (const { path, bytes, crc32 } of list.files) {
      const options = signal === undefined ? { onBytes } : { onBytes, signal };
      const copied = await copyFile(`${backup}/${path}`, `${beside}/${path}`, options).catch((e: unknown) => {
        throw isGone(e) ? new CarpyError('CARPY_STORE_FAILED', `the backup lacks ${path}: use another backup`) : e;
      });
      if (copied.bytes !== bytes || copied.crc32 !== crc32)
        throw new CarpyError(
          'CARPY_STORE_FAILED',
          `${path} in the backup is damaged (${copied.bytes} bytes, ${bytes} are listed): use another backup`,
        );
    }
    const folders = new Set(list.files.map(({ path }) => dirname(`${beside}/${path}`)));
    for (const folder of [...folders, beside]) await syncFolder(folder);
    await rm(dir, { recursive: true });
    await rename(beside, resolve(dir));
    await syncFolder(dirname(resolve(dir)));
  } catch (e) {
    await takeBack();
    throw e;
  }
  return list;
}
