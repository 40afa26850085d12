import { type ClientHttp2Stream, connect } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import { type App, startApp } from '../instrumented-app.ts';
import { openClient } from '../requests.ts';

const PROGRAM = `
const server = http2.createServer((req, res) => {
  time('inside', () => {});
  const [, name, status] = req.url.split('/');
  if (name === 'hang') return;
  if (name === 'named') setName('my own name');
  res.statusCode = Number(status ?? 200);
  setTimeout(() => time('later', () => res.end(name)), 1);
});
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;
const STREAMS = `
const server = http2.createServer();
server.on('stream', (stream, headers) => { setName('stream ' + headers[':path'].slice(1)); stream.respond({ ':status': 200 }); stream.end('x'); });
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;
const BODIES = `
const server = http2.createServer((req, res) => {
  let size = 0;
  req.on('data', (part) => time('part', () => { size += part.length; }));
  req.on('end', () => setImmediate(() => time('answer', () => res.end(String(size)))));
});
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;
const IMPORTS = {
  esm: `import http2 from 'node:http2'; import { setName, time } from '@carpy/agent';`,
  cjs: `const http2 = require('http2'); const { setName, time } = require('@carpy/agent');`,
};

let app: App;
afterEach(() => app.end());

/** Asks all at once on one session; the last part of the answer's text each. */
async function ask(paths: readonly string[], method = 'GET', parts: readonly string[] = []): Promise<string[]> {
  const session = connect(app.said);
  const answers = paths.map(
    (path) =>
      new Promise<string>((resolve, reject) => {
        const stream = session.request({ ':path': path, ':method': method }, { endStream: parts.length === 0 });
        void sendParts(stream, parts);
        let text = '';
        stream.setEncoding('utf8');
        stream.on('data', (part) => {
          text += part;
        });
        stream.on('end', () => resolve(text));
        stream.on('error', reject);
      }),
  );
  const texts = await Promise.all(answers);
  session.close();
  return texts;
}

/** Each of a frame of its own, as the next waits until it was taken. */
async function sendParts(stream: ClientHttp2Stream, parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    await new Promise((taken) => stream.write(part, taken));
    await new Promise((turn) => setImmediate(turn));
  }
  if (parts.length > 0) stream.end();
}

/** The end of a stream may come after its last byte. */
async function countedTo(expected: Record<string, number>): Promise<void> {
  const all: Record<string, number> = {};
  await expect
    .poll(
      async () => {
        for (const [name, n] of Object.entries(await app.counted())) all[name] = (all[name] ?? 0) + n;
        return all;
      },
      { timeout: 10_000, interval: 20 },
    )
    .toEqual(expected);
}

describe.each(['esm', 'cjs'] as const)('a server of node:http2 from %s', (format) => {
  it('times its streams, each in a context of its own', async () => {
    app = await startApp({ program: IMPORTS[format] + PROGRAM, format });
    const paths = ['/a', '/b', '/named', '/gone/404', '/bad/503'];
    expect(await ask(paths)).toEqual(['a', 'b', 'named', 'gone', 'bad']);
    const children = (name: string, n: number) => ({
      [`${name}.children.inside.ok`]: n,
      [`${name}.children.later.ok`]: n,
    });
    await countedTo({
      'GET-_.ok': 2,
      'my_own_name.ok': 1,
      'unmatched.ok': 1,
      'GET-_.error': 1,
      ...children('GET-_', 3),
      ...children('my_own_name', 1),
      ...children('unmatched', 1),
    });
    expect(await app.stats()).toMatchObject({ hookFaults: {}, internalErrors: 0 });
  });

  it('has what listens to a body in the context of its stream', async () => {
    app = await startApp({ program: IMPORTS[format] + BODIES, format });
    expect((await ask(Array(8).fill('/sum'), 'POST', ['ab', 'cd'])).sort()).toEqual(Array(8).fill('4'));
    await countedTo({ 'POST-_.ok': 8, 'POST-_.children.part.ok': 16, 'POST-_.children.answer.ok': 8 });
  });

  it('times a stream handled as such, and one that is given up once', async () => {
    app = await startApp({ program: IMPORTS[format] + STREAMS, format });
    await ask(['/one', '/two']);
    await countedTo({ 'stream_one.ok': 1, 'stream_two.ok': 1 });
    await app.end();
    app = await startApp({ program: IMPORTS[format] + PROGRAM, format });
    await ask(['/a'], 'MADE-UP');
    await countedTo({ 'OTHER-_.ok': 1, 'OTHER-_.children.inside.ok': 1, 'OTHER-_.children.later.ok': 1 });
    const session = connect(app.said);
    const stream = session.request({ ':path': '/hang' });
    await expect.poll(async () => (await app.stats()).functions).toBe(3);
    stream.close();
    session.close();
    await countedTo({ 'GET-_.ok': 1, 'GET-_.children.inside.ok': 1 });
  });
});

it('leaves a server of node:http beside it alone', async () => {
  app = await startApp({
    program: `import http from 'node:http';
      const server = http.createServer((req, res) => res.end());
      server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`,
    format: 'esm',
  });
  const client = openClient(app.said);
  await client.ask('/');
  client.close();
  await countedTo({ 'GET-_.ok': 1 });
});
