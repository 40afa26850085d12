/** What no package manager of the system has is downloaded or built once, into a folder below node_modules/.cache. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findProgram, startProgram } from './program.ts';

/** The repository's own folder, from the sources as from what is compiled of them. */
const root = ((): string => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package-lock.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
})();

const cacheFolder: string = resolve(process.env['CARPY_TEST_CACHE'] ?? join(root, 'node_modules/.cache/test-services'));

/**
 * The folder `name` of the cache, filled by `make` at the first use. It is made beside and renamed, so that it is whole or not there,
 * whoever else makes it at the same time.
 */
export async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder, { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  try {
    await make(fresh);
    try {
      renameSync(fresh, folder);
    } catch (error) {
      // Another process was quicker.
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Why `make` failed, or undefined: for a service's `missing`. */
export async function reasonOf(what: string, make: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await make();
    return undefined;
  } catch (error) {
    return `${what} can't be had: ${error instanceof Error ? error.message : error}`;
  }
}

/** Runs a program to its end; rejects with the end of what it wrote. */
export async function run(
  folder: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const path = findProgram(command);
  if (path === undefined) throw new Error(`${command} is not here`);
  const program = startProgram(path, args, folder, { env });
  await program.succeeds().catch((error: Error) => {
    throw new Error(`${error.message}: ${program.log().trim().split('\n').slice(-3).join(' ')}`);
  });
}
