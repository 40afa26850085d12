import type { FileSystem } from './file-system.ts';

/** Whether a file is surely not there. */
export function isMissing(files: FileSystem, path: string): boolean {
  try {
    files.size(path);
    return false;
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
