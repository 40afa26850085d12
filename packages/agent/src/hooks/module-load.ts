/**
 * Sees packages as they are loaded, by one patch of `Module._load`. Node calls that for `require`, for a static or dynamic `import` of
 * a CommonJS package, and for what such a package requires inside. ES modules do not pass here.
 */
import Module from 'node:module';
import { isAbsolute } from 'node:path';
import { wantContext } from '../context.ts';
import type { Hook } from './hook.ts';
import { mainFiles, type PackageFile, packageNamed, packageOf, readManifest } from './package-of.ts';
import { inRange } from './version-range.ts';

export interface LoadedModule {
  readonly version: string;
  /** The package's folder. */
  readonly folder: string;
}

/** Changes the exports in place; or returns an object or function that is to stand for them. */
// biome-ignore lint/suspicious/noExplicitAny: whatever a package exports.
export type ModulePatch = (exports: any, loaded: LoadedModule) => unknown;

interface Wanted {
  readonly hook: Hook;
  /** Path in the package, with `/`; undefined for what the package's bare name loads. */
  readonly file: string | undefined;
  readonly versions: string;
  readonly patch: ModulePatch;
  /** Exports that it has seen, before and after. */
  readonly done: WeakSet<object>;
}

interface Loader {
  _load(request: string, parent: { filename?: string | null } | null | undefined, isMain: boolean): unknown;
  _resolveFilename(request: string, parent: unknown, isMain: boolean): string;
  readonly _cache: Record<string, { exports: unknown; loaded: boolean } | undefined>;
}

const loader = Module as unknown as Loader;
const wanted = new Map<string, Wanted[]>();
const mains = new Map<string, { readonly version: string; readonly files: ReadonlySet<string> }>();
/** The exports of files that all patches have seen. One that was deleted from require's cache and loaded anew has others. */
const seen = new Map<string, unknown>();
let originalLoad: Loader['_load'] | undefined;

/**
 * Calls `patch` with the exports of `specifier` (`express`, or a file: `bullmq/dist/cjs/classes/worker.js`) when a version in `versions`
 * (`>=4 <6`) is loaded, at once if it is already.
 */
export function onModule(hook: Hook, specifier: string, versions: string, patch: ModulePatch): void {
  const name = packageNamed(specifier) ?? specifier;
  const file = specifier === name ? undefined : specifier.slice(name.length + 1);
  const entry: Wanted = { hook, file, versions, patch, done: new WeakSet() };
  wanted.set(name, [...(wanted.get(name) ?? []), entry]);
  seen.clear();
  install();
  patchLoaded(name, entry);
  hook.onUndo(() => {
    const left = (wanted.get(name) ?? []).filter((other) => other !== entry);
    if (left.length > 0) wanted.set(name, left);
    else wanted.delete(name);
    seen.clear();
    if (wanted.size === 0) uninstall();
  });
}

function install(): void {
  if (originalLoad !== undefined) return;
  const original = loader._load;
  originalLoad = original;
  const _load: typeof original = function _load(this: unknown, request, parent, isMain) {
    const exports = Reflect.apply(original, this, [request, parent, isMain]);
    const filename = filenameOf(request, parent, isMain);
    return filename === undefined ? exports : patched(filename, exports);
  };
  loader._load = _load;
}

function uninstall(): void {
  if (originalLoad !== undefined) loader._load = originalLoad;
  originalLoad = undefined;
}

/** The file that was loaded, if it may be one of those wanted; undefined for all others, as cheaply as can be. Never throws. */
function filenameOf(request: unknown, parent: { filename?: string | null } | null | undefined, isMain: boolean) {
  if (typeof request !== 'string') return undefined;
  try {
    if (isAbsolute(request)) return wanted.has(packageOf(request)?.name ?? '') ? request : undefined;
    const name = request.startsWith('.') ? packageOf(parent?.filename ?? '')?.name : packageNamed(request);
    return name !== undefined && wanted.has(name) ? loader._resolveFilename(request, parent, isMain) : undefined;
  } catch {
    return undefined;
  }
}

function patched(filename: string, exports: unknown): unknown {
  if (seen.has(filename) && seen.get(filename) === exports) return exports;
  const module = loader._cache[filename];
  // Half-loaded, in a cycle: the call that loads it comes here too, when it is done.
  if (module !== undefined && !module.loaded) return exports;
  const place = packageOf(filename);
  if (place === undefined) return exports;
  let result = exports;
  for (const entry of wanted.get(place.name) ?? []) result = apply(entry, place, result);
  seen.set(filename, result);
  if (result !== exports && module !== undefined) module.exports = result;
  return result;
}

function apply(entry: Wanted, place: PackageFile, exports: unknown): unknown {
  try {
    const main = mainOf(place.folder);
    const matches = entry.file === undefined ? main.files.has(place.file) : entry.file === place.file;
    if (!matches || !inRange(main.version, entry.versions)) return exports;
    if (!isObject(exports) || entry.hook.broken || entry.done.has(exports)) return exports;
    if (!entry.hook.namesOnly) wantContext();
    const given = entry.patch(exports, { version: main.version, folder: place.folder });
    const result = isObject(given) ? given : exports;
    entry.done.add(exports);
    entry.done.add(result);
    return result;
  } catch (error) {
    entry.hook.fault(error);
    return exports;
  }
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function mainOf(folder: string): { readonly version: string; readonly files: ReadonlySet<string> } {
  let main = mains.get(folder);
  if (main === undefined) {
    const manifest = readManifest(folder);
    main = { version: typeof manifest.version === 'string' ? manifest.version : '0', files: mainFiles(manifest) };
    mains.set(folder, main);
  }
  return main;
}

/** What was required before the hook came: changed in place, as far as a patch does so. */
function patchLoaded(name: string, entry: Wanted): void {
  for (const filename of Object.keys(loader._cache)) {
    const module = loader._cache[filename];
    const place = packageOf(filename);
    if (place?.name === name && module?.loaded) module.exports = apply(entry, place, module.exports);
  }
}
