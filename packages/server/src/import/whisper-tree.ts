/** The whisper files below a folder, in the order of their paths, with what tells whether one has changed. */
import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CarpyError } from '@carpy/core';

export interface WhisperEntry {
  /** Below the root, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Of its last change, ms since the epoch. */
  readonly changedMs: number;
}

/** Links to folders are not followed: one that leads up would never end. @throws CarpyError CARPY_BAD_FILE when the root can't be read. */
export async function whisperFiles(root: string, signal: AbortSignal): Promise<WhisperEntry[]> {
  const found: WhisperEntry[] = [];
  const folders: string[] = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    for (const entry of await entriesOf(root, folder)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (path.endsWith('.wsp')) {
        const stats = await statsOf(join(root, path));
        if (stats !== undefined) found.push({ path, bytes: stats.size, changedMs: Math.floor(stats.mtimeMs) });
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function entriesOf(root: string, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (cause) {
    if (folder !== '') return [];
    throw new CarpyError('CARPY_BAD_FILE', `${root} is no folder that can be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Undefined for a file that went meanwhile, and for what is none. */
async function statsOf(path: string): Promise<Stats | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() === true ? stats : undefined;
}
