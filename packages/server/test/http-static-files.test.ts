import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, harness } from './fakes/http-deps.ts';

let webDir: string;
beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), 'carpy-web-'));
  await mkdir(join(webDir, 'assets'));
  await writeFile(
    join(webDir, 'index.html'),
    '<!doctype html><html><head><title>carpy</title></head><body></body></html>',
  );
  await writeFile(join(webDir, 'theme.js'), 'theme()');
  await writeFile(join(webDir, 'assets/index-Ab3_x-9Z.js'), 'plain');
  await writeFile(join(webDir, 'assets/index-Ab3_x-9Z.js.br'), 'brotli');
  await writeFile(join(webDir, 'assets/index-Ab3_x-9Z.js.gz'), 'gzip');
  await writeFile(join(webDir, '..', 'carpy-outside.txt'), 'kept secret');
});
afterAll(async () => {
  await rm(webDir, { recursive: true });
  await rm(join(webDir, '..', 'carpy-outside.txt'));
});

const open = (argv: readonly string[] = []): Promise<Harness> => harness({ webDir, argv });
const html = { headers: { accept: 'text/html,*/*' } };

describe('pages', () => {
  it.each(['/', '/index.html', '/welcome', '/a/shop', '/a/shop/t/GET-cart'])(
    '%s is index.html with its base',
    async (path) => {
      const { request } = await open();
      const response = await request(path, html);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('<head><base href="/"><title>');
    },
  );

  it('have the base of the public URL', async () => {
    const { request } = await open(['--public-url', 'http://localhost/tools/carpy/']);
    for (const path of ['/', '/tools/carpy', '/tools/carpy/a/shop'])
      expect(await (await request(path, html)).text()).toContain('<base href="/tools/carpy/">');
  });

  it.each([
    ['/a/shop', { headers: { accept: 'application/json' } }, 404],
    ['/favicon.ico', html, 404],
    ['/../carpy-outside.txt', html, 404],
    ['/..%2fcarpy-outside.txt', html, 404],
    ['/assets/..%2f..%2fcarpy-outside.txt', html, 404],
    ['/%', html, 404],
    ['/a/shop', { method: 'POST' }, 405],
  ])('%s %j is %i', async (path, init, status) => {
    const { request } = await open();
    const response = await request(path, init);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('kept secret');
  });
});

describe('assets', () => {
  it.each([
    ['br, gzip', 'br', 'brotli'],
    ['gzip', 'gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip', 'gzip'],
    ['identity', null, 'plain'],
  ])('for a browser that takes %s come as %s', async (accepted, encoding, body) => {
    const { request } = await open();
    const response = await request('/assets/index-Ab3_x-9Z.js', { headers: { 'accept-encoding': accepted } });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(await response.text()).toBe(body);
  });

  it('without a hash are asked again, and not sent again', async () => {
    const { request } = await open();
    const first = await request('/theme.js');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const etag = first.headers.get('etag') as string;
    expect((await request('/theme.js', { headers: { 'if-none-match': `"x", ${etag}` } })).status).toBe(304);
    expect((await request('/theme.js', { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it('answer HEAD with their length', async () => {
    const { request } = await open();
    const response = await request('/theme.js', { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('7');
    expect(await response.text()).toBe('');
  });
});

it('says how to build the UI when it is not there', async () => {
  const { request } = await harness();
  const response = await request('/', html);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('npm run build');
});
