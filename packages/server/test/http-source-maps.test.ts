import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AuditEntry, SourceMapEntry } from '@carpy/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliIo } from '../src/cli/io.ts';
import { runCli } from '../src/cli/run-cli.ts';
import { listenHttp } from '../src/http/listen.ts';
import { SourceMaps } from '../src/source-maps/source-maps.ts';
import { type Harness, harness, NOW_MS } from './fakes/http-deps.ts';

let dir: string;
let server: Harness;
const opened: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'carpy-http-maps-'));
  const maps = await SourceMaps.open({ dir: join(dir, 'sourcemaps'), maxBytes: 1e9, clock: () => NOW_MS });
  server = await harness({
    deps: {
      sourceMaps: {
        putMap: (key, bytes) => maps.put(key, bytes),
        listMaps: async (app) => maps.list(app),
        removeMaps: (app, version, file) => maps.remove(app, version, file),
        frames: async (record) => maps.frames(record),
      },
    },
  });
});
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
  await rm(dir, { recursive: true, force: true });
});

const MAP = JSON.stringify({ version: 3, sources: ['src/a.ts'], names: [], mappings: 'AAAA' });
const body = (value: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: value,
});
const list = async (): Promise<SourceMapEntry[]> =>
  (await (await server.request('/api/v1/sourcemaps?app=my%20shop')).json()) as SourceMapEntry[];

describe('/api/v1/sourcemaps', () => {
  it('takes maps, lists and removes them', async () => {
    const { request } = server;
    const made = await request('/api/v1/sourcemaps?app=my%20shop&version=1.0&file=dist/a.js', body(MAP));
    expect(made.status).toBe(201);
    const packed = gzipSync(MAP);
    await request(
      '/api/v1/sourcemaps?app=my_shop&version=1.0&file=dist/b.js',
      body(packed, { 'content-encoding': 'gzip' }),
    );
    expect(await list()).toEqual(
      ['dist/b.js', 'dist/a.js'].map((file) => ({
        app: 'my_shop',
        version: '1.0',
        file,
        bytes: MAP.length,
        uploadedMs: NOW_MS,
      })),
    );
    expect(await (await request('/api/v1/sourcemaps?app=blog')).json()).toEqual([]);
    const gone = await request('/api/v1/sourcemaps?app=my_shop&version=1.0', { method: 'DELETE' });
    expect(await gone.json()).toEqual({ removed: 2 });
    expect(await list()).toEqual([]);
    expect((await request('/api/v1/sourcemaps?app=my_shop&version=1.0', { method: 'DELETE' })).status).toBe(404);
    const audit = (await (await request('/api/v1/audit')).json()) as AuditEntry[];
    expect(audit).toEqual([{ atMs: NOW_MS, action: 'sourcemap.removed', text: 'my_shop 1.0: 2 removed', from: '' }]);
  });

  it.each([
    ['?version=1&file=a.js', body(MAP), 400, 'app:'],
    ['?app=shop&file=a.js', body(MAP), 400, 'version:'],
    ['?app=shop&version=1', body(MAP), 400, 'file:'],
    ['?app=shop&version=1&file=a.js', body('{"version":3}'), 400, 'mappings'],
    ['?app=shop&version=1&file=a.js', body(MAP, { 'content-type': 'text/plain' }), 415, 'application/json'],
    ['?app=shop&version=1&file=a.js', body(MAP, { 'content-encoding': 'br' }), 415, 'gzip'],
    ['?app=shop&version=1&file=a.js', body(MAP, { 'content-encoding': 'gzip' }), 400, 'not gzip'],
    [
      '?app=shop&version=1&file=a.js',
      body(gzipSync(Buffer.alloc(34_000_000)), { 'content-encoding': 'gzip' }),
      413,
      'unpacks to more',
    ],
    ['?app=shop&version=1&file=a.js', body(MAP, { 'content-length': '40000000' }), 413, 'at most'],
  ])('refuses %s', async (query, init, status, text) => {
    const response = await server.request(`/api/v1/sourcemaps${query}`, init);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
  });
});

describe('carpy sourcemaps upload', () => {
  const run = async (...argv: string[]): Promise<{ code: number; out: string; err: string }> => {
    const listener = await listenHttp(server.app, { hosts: ['127.0.0.1'], port: 0, closeGraceMs: 0 });
    opened.push(() => listener.close());
    let [out, err] = ['', ''];
    const io = {
      stdout: (text: string) => {
        out += text;
      },
      stderr: (text: string) => {
        err += text;
      },
      env: { CARPY_URL: `http://127.0.0.1:${listener.port}` },
      cwd: dir,
      version: '1.2.3',
    } as unknown as CliIo;
    return { code: await runCli(['sourcemaps', 'upload', ...argv], io), out, err };
  };

  it('sends every map below the folder, under the name of its file', async () => {
    await mkdir(join(dir, 'dist/pages'), { recursive: true });
    await mkdir(join(dir, 'dist/node_modules'), { recursive: true });
    for (const file of ['server.js.map', 'pages/cart.js.map', 'node_modules/x.js.map', 'server.js'])
      await writeFile(join(dir, 'dist', file), MAP);
    const { code, out } = await run('dist', '--app', 'my shop', '--release', '1.0');
    expect([code, out]).toEqual([0, 'uploaded: 2 source maps of my shop 1.0\n']);
    expect((await list()).map(({ file }) => file).sort()).toEqual(['pages/cart.js', 'server.js']);
  });

  it.each([
    [['nowhere', '--app', 'shop', '--release', '1'], 'nowhere'],
    [['.', '--app', 'shop', '--release', '1'], 'no .map file'],
  ])('says what is wrong: %j', async (argv, text) => {
    const { code, err } = await run(...argv);
    expect(code).toBe(1);
    expect(err).toContain(text);
  });

  it('says which map the server refused', async () => {
    await writeFile(join(dir, 'bad.js.map'), '{}');
    const { code, err } = await run('.', '--app', 'shop', '--release', '1');
    expect(code).toBe(1);
    expect(err).toContain('version: 3');
  });
});
