/** A folder for a backup or a restored data folder: one that nobody's files are in. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { CarpyError } from '@carpy/core';

export const isGone = (e: unknown): boolean => (e as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Makes it when it isn't there; answers what takes back everything put into it. Throws CARPY_BAD_REQUEST when it has files, or is none.
 */
export async function emptyFolder(path: string): Promise<() => Promise<void>> {
  const made = await mkdir(path, { recursive: true }).catch((e: unknown) => {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST' || (e as NodeJS.ErrnoException).code === 'ENOTDIR')
      throw new CarpyError('CARPY_BAD_REQUEST', `${path} is a file; a folder that is empty or not there yet is needed`);
    throw e;
  });
  if ((await readdir(path)).length > 0)
    throw new CarpyError('CARPY_BAD_REQUEST', `${path} is not empty; give a folder that is empty or not there yet`);
  return async () => {
    if (made !== undefined) return rm(made, { recursive: true, force: true });
    for (const name of await readdir(path)) await rm(`${path}/${name}`, { recursive: true, force: true });
  };
}
