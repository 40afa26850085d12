/** A folder for a backup or a restored data folder: one that nobody's files are in. */
import { readdir, rm } from 'node:fs/promises';
import { CarpyError, fileFault } from '@carpy/core';
import { makeFolder } from '../files/make-folder.ts';

export const isGone = (e: unknown): boolean => (e as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Makes it when it isn't there; answers what takes back everything put into it. Throws CARPY_BAD_REQUEST when it has files, or is none.
 */
export async function emptyFolder(path: string): Promise<() => Promise<void>> {
  const made = await makeFolder(path).catch((e: unknown) => {
    throw new CarpyError(
      'CARPY_BAD_REQUEST',
      `${path} cannot be made: ${fileFault(e)}; a folder that is empty or not there yet is needed`,
      { cause: e },
    );
  });
  if ((await readdir(path)).length > 0)
    throw new CarpyError('CARPY_BAD_REQUEST', `${path} is not empty; give a folder that is empty or not there yet`);
  return async () => {
    if (made !== undefined) return rm(made, { recursive: true, force: true });
    for (const name of await readdir(path)) await rm(`${path}/${name}`, { recursive: true, force: true });
  };
}
