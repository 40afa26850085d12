/** Which package a loaded file belongs to. */
import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

export interface PackageFile {
  /** `express`, `@hapi/hapi`. */
  readonly name: string;
  readonly folder: string;
  /** The file's path in the package, with `/`. */
  readonly file: string;
}

const MODULES = `${sep}node_modules${sep}`;

/** By the last `node_modules` of the path, which holds for pnpm's folders too; undefined outside of any. */
export function packageOf(filename: string): PackageFile | undefined {
  const at = filename.lastIndexOf(MODULES);
  if (at < 0) return undefined;
  const parts = filename.slice(at + MODULES.length).split(sep);
  const depth = parts[0]?.startsWith('@') ? 2 : 1;
  if (parts.length <= depth) return undefined;
  const name = parts.slice(0, depth).join('/');
  const folder = filename.slice(0, at + MODULES.length) + parts.slice(0, depth).join(sep);
  return { name, folder, file: parts.slice(depth).join('/') };
}

/** The package that a specifier names: `ioredis/built/Redis` is of `ioredis`. Undefined for paths and built-in modules. */
export function packageNamed(specifier: string): string | undefined {
  const first = specifier.charCodeAt(0);
  // A dot, a slash, or `node:`.
  if (first === 46 || first === 47 || specifier.startsWith('node:')) return undefined;
  const slash = specifier.indexOf('/');
  if (slash < 0) return specifier;
  if (first !== 64) return specifier.slice(0, slash);
  const second = specifier.indexOf('/', slash + 1);
  return second < 0 ? specifier : specifier.slice(0, second);
}

interface Manifest {
  readonly version?: unknown;
  readonly main?: unknown;
  readonly exports?: unknown;
}

export function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return {};
  }
}

/** Paths in the package, with `/`, that `require` of the package's bare name may load. */
export function mainFiles(manifest: Manifest): ReadonlySet<string> {
  const found = new Set<string>();
  collect(rootExport(manifest.exports), found);
  const main = typeof manifest.main === 'string' ? manifest.main : 'index.js';
  for (const ending of ['', '.js', '.cjs', '/index.js']) add(`${main}${ending}`, found);
  return found;
}

function rootExport(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null || Array.isArray(exports)) return exports;
  return '.' in exports ? exports['.'] : exports;
}

function collect(target: unknown, found: Set<string>): void {
  if (typeof target === 'string') add(target, found);
  else if (typeof target === 'object' && target !== null)
    for (const next of Object.values(target)) collect(next, found);
}

const add = (path: string, found: Set<string>): void => {
  found.add(path.replace(/^\.\//, '').replaceAll('//', '/'));
};
