/** `@carpy/agent/register` as users load it, and that it harms nothing. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { npmPackages } from '../../../test/support/npm-packages.ts';
import { startApp } from './instrumented-app.ts';
import { openClient } from './requests.ts';

const SERVER = `
const server = http.createServer((req, res) => res.end('x'));
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`;
const SERVE = {
  esm: `import http from 'node:http'; ${SERVER}`,
  cjs: `const http = require('http'); ${SERVER}`,
};

describe('register', () => {
  it.each([
    { load: 'import', format: 'esm' },
    { load: 'import', format: 'cjs' },
    { load: 'require', format: 'esm' },
    { load: 'require', format: 'cjs' },
  ] as const)('comes in by --$load for $format', async ({ load, format }) => {
    const app = await startApp({ program: SERVE[format], load, format });
    const client = openClient(app.said);
    await client.ask('/');
    expect(await app.counted()).toEqual({ 'GET-_.ok': 1 });
    expect(app.output().stderr).toBe('');
    client.close();
    await app.end();
  });

  it.each([
    { format: 'esm', program: `import '@carpy/agent/register'; ${SERVE.esm}` },
    { format: 'cjs', program: `require('@carpy/agent/register'); ${SERVE.cjs}` },
  ] as const)('comes in as the first line of a program in $format, once', async ({ format, program }) => {
    for (const load of ['none', 'import'] as const) {
      const app = await startApp({ program, load, format, env: { NODE_OPTIONS: '--enable-source-maps' } });
      const client = openClient(app.said);
      await client.ask('/');
      expect(await app.counted()).toEqual({ 'GET-_.ok': 1 });
      expect(app.output().stderr).toBe('');
      client.close();
      await app.end();
    }
  });

  it('instruments nothing when the agent is turned off by its variable', async () => {
    const program = `const load = require('node:module')._load.name; ${SERVE.cjs}
      server.on('listening', () => console.log(load, require('node:diagnostics_channel').hasSubscribers('http.server.request.start')));`;
    const app = await startApp({ program, format: 'cjs', env: { CARPY_ENABLED: 'false' } });
    const client = openClient(app.said);
    expect((await client.ask('/')).text).toBe('x');
    expect(app.output().stdout).toMatch(/ false\n$/);
    expect(await app.stats()).toMatchObject({ running: false, transactions: 0 });
    client.close();
    app.child.kill();
    await app.end().catch(() => {});
  });

  it('tells of hooks that there are not when one is to be off', async () => {
    const app = await startApp({
      program: SERVE.cjs,
      format: 'cjs',
      env: { CARPY_INSTRUMENTATIONS: 'koa=off,expres=off' },
    });
    const client = openClient(app.said);
    await client.ask('/');
    expect(await app.counted()).toEqual({ 'GET-_.ok': 1 });
    expect(app.output().stderr).toMatch(
      /^carpy: instrumentations: there is no "expres"; the names are .*\bexpress, .*\n$/,
    );
    client.close();
    await app.end();
  });

  it('starts the agent by itself, with what the application configured meanwhile', async () => {
    const app = await startApp({
      program: `import { configure } from '@carpy/agent'; configure({ apdexTMs: 7 }); console.log('ready'); setInterval(() => {}, 1e6);`,
      format: 'esm',
    });
    await expect.poll(async () => (await app.stats()).running).toBe(true);
    await app.end();
  });

  it('keeps no process alive', async () => {
    const app = await startApp({ program: `console.log('ready');`, format: 'esm' });
    await new Promise((resolve) => app.child.once('close', resolve));
    expect(app.child.exitCode).toBe(0);
    expect(app.output().stderr).toBe('');
    await app.end();
  });

  it('works in worker threads, each with an agent of its own', async () => {
    const app = await startApp({
      program: `import { Worker } from 'node:worker_threads';
        new Worker(new URL('./worker.mjs', import.meta.url)).on('message', (url) => console.log(url));`,
      files: {
        'worker.mjs': `import http from 'node:http'; import { parentPort } from 'node:worker_threads'; import { flush } from '@carpy/agent';
          const server = http.createServer((req, res) => { res.end('x'); setImmediate(flush); });
          server.listen(0, '127.0.0.1', () => parentPort.postMessage('http://127.0.0.1:' + server.address().port));`,
      },
      format: 'esm',
    });
    const client = openClient(app.said);
    await client.ask('/');
    await app.until(/^GET-_\.ok:/);
    client.close();
    await app.end();
  });
});

const koa = await npmPackages({ koa: '3.3.0', '@koa/router': '15.7.0' });

describe('a fault inside a hook', () => {
  it.skipIf(koa.missing !== undefined)('turns that hook off, is counted, and logged once', async () => {
    const app = await startApp({
      packages: koa,
      format: 'esm',
      program: `import Koa from 'koa';
        const app = new Koa();
        app.use((ctx) => { ctx._matchedRoute = ctx.path === '/hostile' ? { toString() { throw new Error('hostile'); } } : ctx.path; ctx.body = 'served'; });
        const server = app.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`,
    });
    const client = openClient(app.said);
    await client.ask('/good');
    expect(await app.counted()).toEqual({ 'GET-good.ok': 1 });
    for (let i = 0; i < 3; i++) expect(await client.ask('/hostile')).toEqual({ status: 200, text: 'served' });
    await client.ask('/good');
    expect(await app.counted()).toEqual({ 'GET-_.ok': 4 });
    expect((await app.stats()).hookFaults).toEqual({ koa: 1 });
    expect(
      app.output().stderr.match(/carpy: the koa hook failed and is off from now on: Error: hostile/g),
    ).toHaveLength(1);
    client.close();
    await app.end();
  });
});

it('is one file of code for both kinds of modules', async () => {
  const app = await startApp({
    program: `import { createRequire } from 'node:module'; import { ready } from '@carpy/agent/register'; import { stats } from '@carpy/agent';
      const require = createRequire(import.meta.url);
      console.log(require('@carpy/agent/register').ready === ready, require('@carpy/agent').stats === stats);
      setInterval(() => {}, 1e6);`,
    format: 'esm',
  });
  expect(app.said).toBe('true true');
  await app.end();
});

it('can be loaded ahead of npm and npx, by NODE_OPTIONS', async () => {
  const app = await startApp({ program: `console.log(process.cwd()); setInterval(() => {}, 1e6);`, format: 'esm' });
  const ran = spawnSync('npm', ['--version'], {
    cwd: app.folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '--import @carpy/agent/register', CARPY_URL: 'off' },
  });
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toMatch(/^\d+\.\d+/);
  await app.end();
});
