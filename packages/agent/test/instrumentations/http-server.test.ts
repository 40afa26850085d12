import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TEST_CERTIFICATE, TEST_KEY } from '../fixtures/tls.ts';
import { type App, startApp } from '../instrumented-app.ts';
import { openClient } from '../requests.ts';

/** Names each request by itself, in many ways of answering. */
const PROGRAM = `
const { setName, time, currentTransaction, configure } = agent;
const held = new Map();
const server = http.createServer((req, res) => {
  const url = new URL(req.url, 'http://x');
  const parts = url.pathname.split('/');
  setName('N ' + parts[1]);
  const handlers = {
    plain: () => res.end('plain'),
    fail: () => { res.statusCode = 503; res.end(); },
    body: () => { let size = 0; req.on('data', (d) => { size += d.length; time('data', () => {}); }); req.on('end', () => { setName('N body of ' + parts[2]); res.end(String(size)); }); },
    stream: () => { res.write('one'); held.set('stream', res); },
    release: () => { held.get('stream').end('two'); res.end(); },
    events: () => { res.writeHead(200, { 'content-type': 'text/event-stream' }); res.write('data: 1\\n\\n'); },
    hang: () => {},
    later: async () => { await new Promise((r) => setTimeout(r, Number(parts[2]) % 7)); time('f' + parts[2], () => {}); setName('N later ' + parts[2]); res.end(parts[2]); },
    unnamed: () => {},
  };
  handlers[parts[1]]();
});
server.on('upgrade', (req, socket) => { socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: echo\\r\\n\\r\\n'); socket.pipe(socket); });
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;
const IMPORTS = {
  esm: `import http from 'node:http'; import * as agent from '@carpy/agent';`,
  cjs: `const http = require('http'); const agent = require('@carpy/agent');`,
};

let app: App;
let client: ReturnType<typeof openClient>;
let sockets: Socket[];
const start = async (program: string, env: Readonly<Record<string, string>> = {}, format: 'esm' | 'cjs' = 'esm') => {
  app = await startApp({ program: IMPORTS[format] + program, format, env });
  client = openClient(app.said);
};
beforeEach(() => {
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  client.close();
  await app.end();
});

/** A raw connection, and everything that came on it. */
async function openSocket(): Promise<{ socket: Socket; text: () => string; until(pattern: RegExp): Promise<void> }> {
  const socket = connect(Number(new URL(app.said).port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (part) => {
    text += part;
  });
  await new Promise((connected) => socket.once('connect', connected));
  const until = (pattern: RegExp): Promise<void> =>
    expect.poll(() => pattern.test(text), { timeout: 10_000, interval: 5 }).toBe(true) as unknown as Promise<void>;
  return { socket, text: () => text, until };
}

/** Counts until all of these were seen: an abort reaches the server in its own time. */
async function countedUntil(names: readonly string[]): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  await expect
    .poll(
      async () => {
        for (const [name, n] of Object.entries(await app.counted())) all[name] = (all[name] ?? 0) + n;
        return names.every((name) => name in all);
      },
      { timeout: 10_000, interval: 20 },
    )
    .toBe(true);
  return all;
}

describe.each(['esm', 'cjs'] as const)('a server of node:http from %s', (format) => {
  beforeEach(() => start(PROGRAM, {}, format));

  it('times each request of a keep-alive connection, with bodies in parts', async () => {
    for (let i = 0; i < 20; i++) {
      expect((await client.ask('/plain')).text).toBe('plain');
      expect((await client.ask(`/body/${i % 2}`, { method: 'POST', body: 'x'.repeat(100_000) })).text).toBe('100000');
    }
    expect((await client.ask('/fail')).status).toBe(503);
    const counted = await app.counted();
    expect(counted).toMatchObject({ 'N_plain.ok': 20, 'N_body_of_0.ok': 10, 'N_body_of_1.ok': 10, 'N_fail.error': 1 });
    expect(Object.keys(counted).filter((name) => !name.includes('children'))).toHaveLength(4);
  });

  it('keeps pipelined requests apart', async () => {
    const { socket, until } = await openSocket();
    const ids = Array.from({ length: 20 }, (_, i) => i);
    socket.write(ids.map((i) => `GET /later/${i} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    await until(/\r\n19$/);
    const expected = ids.flatMap((i) => [`N_later_${i}.ok`, `N_later_${i}.children.f${i}.ok`]);
    expect(await countedUntil(expected)).toEqual(Object.fromEntries(expected.map((name) => [name, 1])));
  });
});

describe('a server of node:http', () => {
  it('times a streamed response to its last byte', async () => {
    await start(PROGRAM);
    const { socket, until } = await openSocket();
    socket.write('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(/one/);
    expect(await app.counted()).toEqual({});
    await client.ask('/release');
    await until(/two/);
    expect(await countedUntil(['N_stream.ok', 'N_release.ok'])).toEqual({ 'N_stream.ok': 1, 'N_release.ok': 1 });
  });

  it.each([
    { path: '/hang', name: 'N_hang.ok' },
    { path: '/events', name: 'N_events.ok' },
  ])('counts $path that the client gives up once', async ({ path, name }) => {
    await start(PROGRAM);
    const asked = request(`${app.said}${path}`);
    asked.on('error', () => {});
    const seen = new Promise<void>((resolve) => {
      asked.on('response', (response) => response.on('error', () => {}).once('data', () => resolve()));
      asked.on('socket', (socket) => socket.once('connect', () => path === '/hang' && resolve()));
    });
    asked.end();
    await seen;
    asked.destroy();
    expect(await countedUntil([name])).toEqual({ [name]: 1 });
    await client.ask('/plain');
    expect(await app.counted()).toEqual({ 'N_plain.ok': 1 });
  });

  it('counts requests that were sent ahead once when the client goes away', async () => {
    await start(PROGRAM);
    const { socket, until } = await openSocket();
    const asked = ['/events', '/hang', '/plain'];
    socket.write(asked.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    await until(/200 OK/);
    socket.destroy();
    const expected = { 'N_events.ok': 1, 'N_hang.ok': 1, 'N_plain.ok': 1 };
    expect(await countedUntil(Object.keys(expected))).toEqual(expected);
  });

  it('ends a request whose response was given another request by the application', async () => {
    await start(`
      const server = http.createServer((req, res) => { res.req = { url: req.url }; res.end(); });
      server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`);
    for (let i = 0; i < 3; i++) await client.ask('/');
    expect(await app.counted()).toEqual({ 'GET-_.ok': 3 });
  });

  it('leaves upgraded connections alone', async () => {
    await start(PROGRAM);
    const { socket, until } = await openSocket();
    socket.write('GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    await until(/101 Switching/);
    socket.write('hello');
    await until(/hello/);
    await client.ask('/plain');
    expect(await app.counted()).toEqual({ 'N_plain.ok': 1 });
  });

  it('names what nobody names by its method, and 404s unmatched', async () => {
    await start(`
      const server = http.createServer((req, res) => { res.statusCode = Number(req.url.slice(1)); res.end(); });
      server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`);
    for (const status of [200, 302, 404, 500]) await client.ask(`/${status}`);
    await client.ask('/200', { method: 'DELETE' });
    expect(await app.counted()).toEqual({ 'GET-_.ok': 2, 'GET-_.error': 1, 'unmatched.ok': 1, 'DELETE-_.ok': 1 });
  });

  it.each([
    {
      env: {},
      configure: `agent.configure({ ignore: ['/healthz', '/internal/*', /\\.map$/g, (r) => r.headers['x-probe'] === '1'] });`,
    },
    { env: { CARPY_IGNORE: '/healthz, /internal/*,/a.map,/probe' }, configure: '' },
  ])('leaves out what a rule says (%o)', async ({ env, configure }) => {
    await start(
      `
      ${configure}
      const server = http.createServer((req, res) => { agent.time('inside', () => {}); res.end(); });
      server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`,
      env,
    );
    for (const path of ['/healthz', '/healthz?x', '/internal/a/b', '/a.map', '/a.map']) await client.ask(path);
    await client.ask('/probe', { headers: { 'x-probe': '1' } });
    await client.ask('/healthz/not');
    expect(await app.counted()).toEqual({ 'GET-_.ok': 1, 'GET-_.children.inside.ok': 1 });
    const { socket, until } = await openSocket();
    socket.write('GET /timed HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await until(/close[\s\S]*\r\n\r\n/);
    expect(await app.counted()).toEqual({ 'GET-_.ok': 1, 'GET-_.children.inside.ok': 1 });
  });

  it('survives a rule that throws, and times the request', async () => {
    await start(`
      agent.configure({ ignore: [() => { throw new Error('bad rule'); }] });
      const server = http.createServer((req, res) => res.end());
      server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`);
    expect((await client.ask('/')).status).toBe(200);
    expect(await app.counted()).toEqual({ 'GET-_.ok': 1 });
    expect(await app.stats()).toMatchObject({ internalErrors: 1, hookFaults: {} });
  });

  it('finds the calls of requests also after a thousand that made none', async () => {
    app = await startApp({
      program: `import http from 'node:http';
        const server = http.createServer(async (req, res) => {
          if (req.url === '/') return res.end('hello');
          const body = [];
          for await (const part of req) body.push(part);
          const answer = await fetch('http://' + req.headers.host + '/');
          res.end(await answer.text());
        });
        server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`,
      format: 'esm',
    });
    client = openClient(app.said);
    for (let i = 0; i < 1_100; i++) await client.ask('/');
    await app.counted();
    expect(await client.ask('/asks')).toMatchObject({ status: 200, text: 'hello' });
    // The first call may be nobody's: its request had begun when nothing was known to ask.
    await app.counted();
    for (let i = 0; i < 3; i++) await client.ask('/asks');
    const { port } = new URL(app.said);
    expect(await app.counted()).toEqual({ 'GET-_.ok': 6, [`GET-_.children.http_127_0_0_1_${port}.ok`]: 3 });
  });

  it('goes on with the trace that a request came in with', async () => {
    await start(`
      const server = http.createServer((req, res) => {
        const { trace } = agent.currentTransaction();
        res.end(JSON.stringify(trace ?? null));
      });
      server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const asked = await client.ask('/', { headers: { TraceParent: traceparent, tracestate: 'a=1' } });
    expect(JSON.parse(asked.text)).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentId: 'b7ad6b7169203331',
      flags: '01',
      state: 'a=1',
    });
    expect((await client.ask('/', { headers: { traceparent: 'nonsense' } })).text).toBe('null');
  });

  it('times https as http', async () => {
    await start(`
      const { createServer } = await import('node:https');
      const [key, cert] = ${JSON.stringify([TEST_KEY, TEST_CERTIFICATE])};
      const server = createServer({ key, cert }, (req, res) => { agent.setName('secure'); res.end('secure'); });
      server.listen(0, '127.0.0.1', () => console.log('https://127.0.0.1:' + server.address().port));`);
    const status = await new Promise((resolve, reject) => {
      const asked = secureRequest(app.said, { ca: TEST_CERTIFICATE, agent: false }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      asked.on('error', reject).end();
    });
    expect(status).toBe(200);
    expect(await countedUntil(['secure.ok'])).toEqual({ 'secure.ok': 1 });
  });

  it('can be turned off by variable and by code, and on again', async () => {
    const serve = `
      const server = http.createServer((req, res) => {
        if (req.url === '/off') agent.configure({ instrumentations: { 'http-server': false } });
        if (req.url === '/on') agent.configure({ instrumentations: {} });
        res.end();
      });
      server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`;
    await start(serve, { CARPY_INSTRUMENTATIONS: 'http-server=off,express=on' });
    await client.ask('/');
    expect(await app.counted()).toEqual({});
    await client.ask('/on');
    await client.ask('/');
    expect(await app.counted()).toEqual({ 'GET-_.ok': 1 });
    await client.ask('/off');
    await client.ask('/');
    expect((await app.counted())['GET-_.ok'] ?? 0).toBeLessThanOrEqual(1);
  });

  it('keeps the server from nothing: no process is held, and errors go where they went', async () => {
    await start(`
      process.on('uncaughtException', (e) => process.stdout.write('uncaught ' + e.message + '\\n'));
      process.on('unhandledRejection', (e) => process.stdout.write('unhandled ' + e.message + '\\n'));
      const server = http.createServer((req, res) => {
        res.end('x');
        if (req.url === '/throw') throw new Error('thrown');
        if (req.url === '/reject') return Promise.reject(new Error('rejected'));
        if (req.url === '/close') { server.close(); server.closeIdleConnections(); setImmediate(() => server.closeAllConnections()); }
      });
      server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`);
    await client.ask('/throw');
    // Node never reads from that connection again.
    client.close();
    client = openClient(app.said);
    await client.ask('/reject');
    await expect.poll(() => app.output().stdout).toMatch(/uncaught thrown\nunhandled rejected\n/);
    const ended = new Promise((resolve) => app.child.once('exit', resolve));
    await client.ask('/close').catch(() => {});
    client.close();
    expect(await ended).toBe(0);
  });
});
