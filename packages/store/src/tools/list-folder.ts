import { readdir, stat } from 'node:fs/promises';
import { isGone } from './empty-folder.ts';

/** The files of a folder by name; none where there is no such folder. One that goes while it is looked at has 0 bytes. */
export async function listFolder(
  folder: string,
): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
  const names = await readdir(folder).catch((e: unknown) => noneIfGone<string[]>(e, []));
  const files: { name: string; bytes: number }[] = [];
  for (const name of names.sort()) {
    const { size } = await stat(`${folder}/${name}`).catch((e: unknown) => noneIfGone(e, { size: 0 }));
    files.push({ name, bytes: size });
  }
  return files;
}

function noneIfGone<T>(e: unknown, none: T): T {
  if (!isGone(e)) throw e;
  return none;
}
