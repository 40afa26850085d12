import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder with those above it; answers the topmost one that it made, undefined where all were there. Node's own `recursive` says ENOENT of a file
 * system that is read-only, and never ends where a folder is there in which none can be made (/proc).
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    await mkdir(path);
    return path;
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException;
    // Some file systems tell a folder that is there by another code, as that they are read-only.
    if (code !== 'ENOENT' && (await isFolder(path))) return undefined;
    if (code !== 'ENOENT' || dirname(path) === path) throw e;
    const made = await makeFolder(dirname(path));
    try {
      await mkdir(path);
    } catch (again) {
      // Somebody else has made it meanwhile.
      if (!(await isFolder(path))) throw again;
    }
    return made ?? path;
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
