/**
 * The built UI: hashed assets for ever, the rest asked again by ETag, index.html for the UI's own routes. Only files that a listing
 * found are served, by exact name, so no path can lead outside. Compressed twins (.br, .gz) are sent where they are there.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CarpyError } from '@carpy/core';
import type { AppContext, RouteHandler } from './route.ts';

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
};
const HASHED = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;
const MAX_FILES = 2_000;

interface LoadedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

export function createStaticFiles(webDir: string, basePath: string): RouteHandler {
  let listing: Promise<ReadonlySet<string>> | undefined;
  const loaded = new Map<string, Promise<LoadedFile>>();
  const load = (name: string): Promise<LoadedFile> => {
    const known = loaded.get(name);
    if (known !== undefined) return known;
    const loading = readFile(join(webDir, name)).then((bytes) =>
      loadedFile(name === 'index.html' ? withBase(bytes, basePath) : new Uint8Array(bytes)),
    );
    loaded.set(name, loading);
    // A file that could not be read now may be there at the next request.
    loading.catch(() => loaded.delete(name));
    return loading;
  };
  return async (c) => {
    listing ??= listFiles(webDir);
    const files = await listing;
    const name = nameOf(c.req.path);
    if (name !== undefined && name !== 'index.html' && files.has(name)) return send(c, files, name, load);
    if (!files.has('index.html')) {
      // Not remembered: the UI may be built while the server runs.
      listing = undefined;
      return c.text(
        'The web UI is not built. The APIs work. In a clone of the repository, `npm run build` builds it.\n',
        404,
      );
    }
    if (name !== undefined && isPage(c, name)) return send(c, files, 'index.html', load);
    throw new CarpyError('CARPY_NOT_FOUND', `there is nothing at ${c.req.path.slice(0, 200)}`);
  };
}

/** The UI's own routes have no dot in their last part; who does not ask for HTML is after something else. */
function isPage(c: AppContext, name: string): boolean {
  if (name === '' || name === 'index.html') return true;
  return !(name.split('/').at(-1) as string).includes('.') && (c.req.header('accept') ?? '').includes('text/html');
}

async function send(
  c: AppContext,
  files: ReadonlySet<string>,
  name: string,
  load: (name: string) => Promise<LoadedFile>,
): Promise<Response> {
  const accepted = (c.req.header('accept-encoding') ?? '').toLowerCase();
  const encodings = (['br', 'gzip'] as const).filter((coding) =>
    new RegExp(`\\b${coding}\\b(?!\\s*;\\s*q=0(\\.0*)?(,|$))`).test(accepted),
  );
  const coding = name === 'index.html' ? undefined : encodings.find((candidate) => files.has(twin(name, candidate)));
  const file = await load(coding === undefined ? name : twin(name, coding));
  const headers: Record<string, string> = {
    'Content-Type': types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    'Cache-Control':
      name.startsWith('assets/') && HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: file.etag,
    Vary: 'Accept-Encoding',
  };
  if ((c.req.header('if-none-match') ?? '').split(',').some((tag) => tag.trim() === file.etag))
    return c.body(null, 304, headers);
  if (coding !== undefined) headers['Content-Encoding'] = coding;
  headers['Content-Length'] = String(file.bytes.byteLength);
  return c.body(file.bytes, 200, headers);
}

const twin = (name: string, coding: 'br' | 'gzip'): string => `${name}.${coding === 'br' ? 'br' : 'gz'}`;

/** The path as a name in the listing; undefined when it can't be decoded. */
function nameOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path).replace(/^\/+/, '').replace(/\/+$/, '');
  } catch {
    // A lone % is no name of ours.
    return undefined;
  }
}

function loadedFile(bytes: Uint8Array<ArrayBuffer>): LoadedFile {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}"` };
}

/** Assets are relative, and pages lie at any depth: the base says from where. */
function withBase(html: Uint8Array, basePath: string): Uint8Array<ArrayBuffer> {
  const escaped = basePath.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const text = Buffer.from(html)
    .toString('utf8')
    .replace(/<base\b[^>]*>/i, '')
    .replace(/<head\b[^>]*>/i, (head) => `${head}<base href="${escaped}">`);
  return new TextEncoder().encode(text);
}

/** Names with `/`, as URLs have them. A folder that is not there is empty. */
async function listFiles(webDir: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(webDir, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(webDir, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return new Set(names.slice(0, MAX_FILES));
}
