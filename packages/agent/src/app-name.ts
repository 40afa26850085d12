/** The app's name when nobody gave one: that of the package the main module belongs to. */
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** How far up a package.json is looked for. */
const MAX_LEVELS = 32;

/**
 * `name` of the nearest package.json at or above the main module; `app` when there is none. A main module under node_modules is a
 * tool that starts the app (`next start`): then the working folder's package counts.
 */
export function defaultAppName(mainFile: string | undefined, workingFolder: string): string {
  try {
    if (mainFile === undefined || mainFile === '') return 'app';
    const main = realpathSync(mainFile);
    const start = main.includes(`${sep}node_modules${sep}`) ? workingFolder : dirname(main);
    return packageName(start) ?? 'app';
  } catch {
    // The main module may be no file at all (--eval, a snapshot).
    return 'app';
  }
}

function packageName(start: string): string | undefined {
  let folder = start;
  for (let level = 0; level < MAX_LEVELS; level++) {
    const name = nameIn(join(folder, 'package.json'));
    if (name !== undefined) return name;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

/** A package.json without a name (they mark a folder as ESM or CommonJS) does not end the search. */
function nameIn(file: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown };
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}
