/** Records tell when the headers of a response left, which for a streamed one is long before its end. */
import { get } from 'node:http';
import { connect } from 'node:http2';
import { expect, it } from 'vitest';
import { acceptingRecords, openHelloServer } from './hello-server.ts';
import { startApp } from './instrumented-app.ts';
import { openClient } from './requests.ts';

/** `/stream` sends a part and ends when somebody asks for `/end`. */
const ROUTES = `
let end = () => {};
const handle = (request, response) => {
  if (request.url === '/end') { end(); response.end(); return; }
  setTimeout(() => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: first\\n\\n');
    end = () => response.end('data: last\\n\\n');
  }, 1);
};
server.on('request', handle).listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;

/** Asks for `/stream`; resolves with its first part. */
const readers = {
  http: (url: string) =>
    new Promise<string>((resolve) => {
      get(`${url}/stream`, (response) => response.setEncoding('utf8').on('data', resolve));
    }),
  http2: (url: string) =>
    new Promise<string>((resolve) => {
      const session = connect(url);
      const stream = session.request({ ':path': '/stream' });
      stream.setEncoding('utf8').on('data', resolve);
      stream.on('close', () => session.close());
    }),
};

it.each(['http', 'http2'] as const)('is noted of streams of %s', { timeout: 30_000 }, async (kind) => {
  const server = await openHelloServer(acceptingRecords);
  const app = await startApp({
    format: 'cjs',
    program: `const server = require('node:${kind}').createServer();${ROUTES}`,
    env: { CARPY_URL: server.url, CARPY_RECORDS: 'true' },
  });
  try {
    await app.sent();
    await expect.poll(async () => (await app.stats()).hellosAnswered, { timeout: 10_000, interval: 5 }).toBe(1);
    expect(await readers[kind](app.said)).toBe('data: first\n\n');
    expect((await app.stats()).transactions).toBe(0);
    if (kind === 'http') {
      const client = openClient(app.said);
      await client.ask('/end');
      client.close();
    } else {
      const session = connect(app.said);
      session
        .request({ ':path': '/end' })
        .resume()
        .on('close', () => session.close());
    }
    await expect.poll(async () => (await app.stats()).transactions, { timeout: 10_000, interval: 5 }).toBe(2);
    await app.sent();
    const records = server.bodies.flatMap((sent) => sent.records);
    expect(records).toHaveLength(2);
    const waits = records.map(({ durationMs, context }) => Number(durationMs) - Number(context['headersSentMs']));
    const [stream] = waits.sort((a, b) => b - a);
    expect(stream).toBeGreaterThan(0);
    for (const { context } of records) expect(context['headersSentMs']).toBeGreaterThan(0);
  } finally {
    await app.end();
    await server.close();
  }
});
