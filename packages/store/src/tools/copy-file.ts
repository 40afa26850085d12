/** Copies files for backup and restore: each one durable under its name, with its length and CRC told. */
import { link, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { CarpyError } from '@carpy/core';
import { makeFolder } from '../files/make-folder.ts';

const STEP_BYTES = 1024 * 1024;

export interface CopyOptions {
  /** Only the first bytes of it; the rest may still be growing. */
  readonly bytes?: number;
  /** A second name for the same bytes instead of a copy. */
  readonly link?: boolean;
  /** Told after each part. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface Copied {
  readonly bytes: number;
  readonly crc32: number;
}

/** Throws what the file system throws; the target must not be there. */
export async function copyFile(from: string, to: string, options: CopyOptions = {}): Promise<Copied> {
  await makeFolder(dirname(to));
  if (options.link === true) {
    await link(from, to).catch((e: unknown) => {
      if ((e as NodeJS.ErrnoException).code !== 'EXDEV') throw e;
      throw new CarpyError(
        'CARPY_BAD_REQUEST',
        `--link needs a target on the data folder's own disk, and ${to} is on another`,
      );
    });
    return readThrough(from, options);
  }
  const target = await open(to, 'wx');
  try {
    const copied = await readThrough(from, options, async (part) => {
      for (let at = 0; at < part.length; ) at += (await target.write(part, at)).bytesWritten;
    });
    await target.sync();
    return copied;
  } finally {
    await target.close();
  }
}

/** Reads a file from its start, and tells what was read. */
export async function readThrough(
  path: string,
  { bytes: limit = Number.POSITIVE_INFINITY, onBytes, signal }: CopyOptions = {},
  take?: (part: Uint8Array) => Promise<void>,
): Promise<Copied> {
  const source = await open(path, 'r');
  const buffer = new Uint8Array(STEP_BYTES);
  let bytes = 0;
  let crc = 0;
  try {
    while (bytes < limit) {
      signal?.throwIfAborted();
      const { bytesRead } = await source.read(buffer, 0, Math.min(STEP_BYTES, limit - bytes), bytes);
      if (bytesRead === 0) break;
      const part = buffer.subarray(0, bytesRead);
      crc = crc32(part, crc);
      await take?.(part);
      bytes += bytesRead;
      onBytes?.(bytesRead);
    }
  } finally {
    await source.close();
  }
  return { bytes, crc32: crc };
}

/** Makes the bytes of a file durable that somebody else wrote. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  // Windows can't open a folder; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
