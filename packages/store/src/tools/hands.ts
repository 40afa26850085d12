/** The doctor's hands. Everything is durable before the next step, so a repair that is cut short is taken up by the next one. */
import { existsSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from '../embedded/database.ts';
import { makeFolder } from '../files/make-folder.ts';
import { copyFile, syncFolder } from './copy-file.ts';
import type { Hands } from './finding.ts';

export const DAMAGED = 'damaged';

export function handsIn(dir: string, database: Database | undefined): Hands {
  const place = async (file: string): Promise<string> => {
    await makeFolder(`${dir}/${DAMAGED}`);
    await syncFolder(dir);
    return freePlace(`${dir}/${DAMAGED}/${file.replaceAll('/', '-')}`);
  };
  return {
    dir,
    database,
    async setAside(file) {
      if (!existsSync(`${dir}/${file}`)) return;
      await rename(`${dir}/${file}`, await place(file));
      await syncFolder(`${dir}/${DAMAGED}`);
      await syncFolder(dirname(`${dir}/${file}`));
    },
    async keepOriginal(file) {
      await copyFile(`${dir}/${file}`, await place(file));
      await syncFolder(`${dir}/${DAMAGED}`);
    },
    async keepBytes(name, bytes) {
      await write(await place(name), bytes);
      await syncFolder(`${dir}/${DAMAGED}`);
    },
    async replace(file, bytes) {
      await write(`${dir}/${file}.tmp`, bytes);
      await rename(`${dir}/${file}.tmp`, `${dir}/${file}`);
      await syncFolder(dirname(`${dir}/${file}`));
    },
  };
}

/** What was set aside before stays: the second of a name gets a number. */
function freePlace(path: string): string {
  if (!existsSync(path)) return path;
  let n = 2;
  while (existsSync(`${path}.${n}`)) n++;
  return `${path}.${n}`;
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
