import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { isCarpyError } from '@carpy/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type HttpListener, listenHttp } from '../src/http/listen.ts';
import { type Harness, harness } from './fakes/http-deps.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function listening(
  hosts: readonly string[] = ['127.0.0.1'],
): Promise<Harness & { readonly listener: HttpListener }> {
  const made = await harness();
  const listener = await listenHttp(made.app, { hosts, port: 0, closeGraceMs: 100 });
  opened.push(listener);
  return { ...made, listener };
}

/** Status of a plain request, with any Host. */
function statusOf(host: string, port: number, headers: Record<string, string> = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host, port, path: '/api/v1/status', headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject);
    request.end();
  });
}

/** An open live stream: its text so far, and its end. */
function openLive(port: number): {
  text(): string;
  readonly ended: Promise<void>;
  headers(): Record<string, unknown>;
  destroy(): void;
} {
  let text = '';
  let headers: Record<string, unknown> = {};
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const request = httpRequest({ host: '127.0.0.1', port, path: '/api/v1/live', agent: false }, (response) => {
    headers = response.headers;
    response.on('data', (chunk) => {
      text += String(chunk);
    });
    response.on('close', end);
  });
  request.on('error', end);
  request.end();
  return { text: () => text, headers: () => headers, ended, destroy: () => request.destroy() };
}

describe('hosts and ports', () => {
  it('answers on both loopback addresses on one port', async () => {
    const { listener } = await listening(['127.0.0.1', '::1']);
    expect(listener.addresses).toEqual(
      listener.hosts.map((host) => (host === '::1' ? `[::1]:${listener.port}` : `127.0.0.1:${listener.port}`)),
    );
    for (const host of listener.hosts) expect(await statusOf(host, listener.port)).toBe(200);
  });

  it('sees the Host that the client sends', async () => {
    const { listener } = await listening();
    expect(await statusOf('127.0.0.1', listener.port, { host: 'localhost:1' })).toBe(200);
    expect(await statusOf('127.0.0.1', listener.port, { host: 'evil.example' })).toBe(403);
  });

  it('names who holds a port that is taken, and leaves nothing open', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '::1', resolve));
    const { port } = taken.address() as AddressInfo;
    opened.push({ close: () => new Promise((resolve) => taken.close(() => resolve())) });
    const { app } = await harness();
    const error = await listenHttp(app, { hosts: ['127.0.0.1', '::1'], port }).catch((e: unknown) => e);
    expect(isCarpyError(error) && error.code).toBe('CARPY_PORT_IN_USE');
    expect((error as Error).message).toContain(String(port));
    if (process.platform === 'linux') expect((error as Error).message).toContain(`pid ${process.pid}`);
    await expect(statusOf('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
  });

  it('takes the next free port where it may', async () => {
    const { app, listener: first } = await listening();
    const second = await listenHttp(app, { hosts: ['127.0.0.1'], port: first.port, fallback: true });
    opened.push(second);
    expect(second.port).toBeGreaterThan(first.port);
  });

  it('says when the machine has no such address', async () => {
    const { app } = await harness();
    await expect(listenHttp(app, { hosts: ['203.0.113.9'], port: 0 })).rejects.toMatchObject({
      code: 'CARPY_BAD_CONFIG',
    });
  });

  it('survives what is not HTTP', async () => {
    const { listener } = await listening();
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(listener.port, '127.0.0.1', () => socket.write('\x00\x01garbage\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
    expect(answer).toContain('400');
    expect(await statusOf('127.0.0.1', listener.port)).toBe(200);
  });
});

describe('live streams', () => {
  it('say hello, then tell each event as it comes', async () => {
    const { listener, deps } = await listening();
    const stream = openLive(listener.port);
    await vi.waitFor(() => expect(stream.text()).toContain('event: hello\ndata: {'));
    expect(stream.headers()).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'cache-control': 'no-store',
    });
    deps.live.publish('flush', { slotS: 20, stepS: 10, apps: ['shop'] });
    await vi.waitFor(() =>
      expect(stream.text()).toContain('event: flush\ndata: {"slotS":20,"stepS":10,"apps":["shop"]}\n\n'),
    );
    stream.destroy();
  });

  it('are forgotten when the browser goes', async () => {
    const { listener, deps } = await listening();
    const streams = [openLive(listener.port), openLive(listener.port)];
    await vi.waitFor(() => expect(deps.live.clientCount).toBe(2));
    streams[0]?.destroy();
    await vi.waitFor(() => expect(deps.live.clientCount).toBe(1));
    streams[1]?.destroy();
    await vi.waitFor(() => expect(deps.live.clientCount).toBe(0));
  });

  it('are refused past the bound', async () => {
    const { request, deps } = await harness();
    for (let i = 0; i < 500; i++) deps.live.subscribe({ room: () => 1, send: () => {}, close: () => {} });
    expect((await request('/api/v1/live')).status).toBe(503);
    deps.live.close();
  });

  it('end when the server closes, and the close with them', async () => {
    const { listener, deps } = await listening();
    const stream = openLive(listener.port);
    await vi.waitFor(() => expect(deps.live.clientCount).toBe(1));
    deps.live.close();
    await listener.close();
    await stream.ended;
    await expect(statusOf('127.0.0.1', listener.port)).rejects.toThrow('ECONNREFUSED');
  });

  it('do not hold the close up even when nobody ends them', async () => {
    const { listener, deps } = await listening();
    const stream = openLive(listener.port);
    await vi.waitFor(() => expect(deps.live.clientCount).toBe(1));
    await listener.close();
    await stream.ended;
    await vi.waitFor(() => expect(deps.live.clientCount).toBe(0));
  });
});

describe('an answer that is there as a whole', () => {
  const json = `[${'"ü",'.repeat(100_000)}1]`;
  it.each([
    { path: '/render?target=a&format=json', type: 'application/json' },
    { path: '/metrics/find?query=a&format=pickle', type: 'application/pickle' },
  ])('comes with its length and all headers: $path', async ({ path, type }) => {
    const { listener, answerWith } = await listening();
    const bytes = new TextEncoder().encode(json);
    for (const method of ['GET', 'POST']) {
      answerWith(bytes.slice());
      const answer = await fetch(`http://127.0.0.1:${listener.port}${path}`, { method });
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-length': String(bytes.length),
        'content-type': type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-request-id': expect.any(String),
      });
      expect(await answer.text()).toBe(json);
    }
    answerWith(bytes.slice());
    const head = await fetch(`http://127.0.0.1:${listener.port}${path}`, { method: 'HEAD' });
    expect(head.headers.get('content-type')).toBe(type);
    expect(await head.text()).toBe('');
  });
});

describe('a client that goes away in the middle of a body', () => {
  it('is its own fault: counted as a bad request, and no error of the server', async () => {
    const { app, listener, logged } = await listening();
    const socket = connect(listener.port, '127.0.0.1');
    const head =
      'POST /api/v1/hello HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n';
    socket.write(`${head}Expect: 100-continue\r\n\r\n`);
    // The server asks for the body: the request is in its handler by now, or soon.
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    await vi.waitFor(async () => {
      const text = await (await app.request('http://localhost/metrics')).text();
      expect(text).toMatch(/carpy_http_requests_total\{route="\/api\/v1\/hello",status="4xx"\} 1/);
    });
    expect(logged).toEqual([]);
  });
});
