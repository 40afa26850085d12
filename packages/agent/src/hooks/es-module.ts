/**
 * ES modules do not pass `Module._load`, and a hook that sees them would cost a thread. But classes may be changed after they are
 * loaded: so the one small file of a package that holds the class is imported ahead of the application, from where the
 * application will find it, if it is installed there.
 */
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Hook } from './hook.ts';
import type { ModulePatch } from './module-load.ts';
import { packageNamed, readManifest } from './package-of.ts';
import { inRange } from './version-range.ts';

interface Wanted {
  readonly hook: Hook;
  readonly name: string;
  readonly file: string;
  readonly versions: string;
  readonly patch: ModulePatch;
}

const wanted: Wanted[] = [];

/** Calls `patch` with the exports of a file, as `hono/dist/hono.js`, before the application is loaded. It can't replace them. */
export function onEsModule(hook: Hook, specifier: string, versions: string, patch: ModulePatch): void {
  const name = packageNamed(specifier) ?? specifier;
  wanted.push({ hook, name, file: specifier.slice(name.length + 1), versions, patch });
}

/** Imports what was asked for. Never rejects. That it is installed does not say that it is used: its first use asks for the context. */
export async function loadEsModules(mainFile: string | undefined, workingFolder: string): Promise<void> {
  for (const entry of wanted.splice(0)) {
    try {
      const folder = installed(entry.name, mainFile === undefined ? [] : [folderOf(mainFile)], workingFolder);
      if (folder === undefined) continue;
      const { version } = readManifest(folder);
      if (typeof version !== 'string' || !inRange(version, entry.versions)) continue;
      const exports = await import(pathToFileURL(join(folder, entry.file)).href);
      entry.patch(exports, { version, folder });
    } catch (error) {
      entry.hook.fault(error);
    }
  }
}

function folderOf(file: string): string {
  try {
    return dirname(realpathSync(file));
  } catch {
    return dirname(file);
  }
}

/** The folder of a package as Node finds it from one of these; symbolic links are followed, as Node does. */
function installed(name: string, folders: readonly string[], workingFolder: string): string | undefined {
  for (const start of [...folders, workingFolder]) {
    for (let at = start; ; at = dirname(at)) {
      const folder = join(at, 'node_modules', name);
      try {
        realpathSync(join(folder, 'package.json'));
        return realpathSync(folder);
      } catch {
        // Not here.
      }
      if (dirname(at) === at) break;
    }
  }
  return undefined;
}
