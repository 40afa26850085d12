/** A Graphite of our own making: an HTTP server that answers as told and notes what was asked, and a sink for carbon's lines. */
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { openRemoteGraphite, type RemoteGraphiteOptions } from '../../src/remote/remote-engine.ts';
import type { Store } from '../../src/store.ts';
import { type InnerStore, innerStore } from './inner-store.ts';

/** A whole minute. */
export const T0 = 1_700_000_400;

export interface Asked {
  readonly path: string;
  readonly fields: URLSearchParams;
  readonly authorization: string | undefined;
}

interface FakeHttp {
  readonly host: string;
  readonly asked: readonly Asked[];
}

/** `answer` gives what becomes JSON, or takes over the response and gives undefined. */
export async function fakeHttp(answer: (asked: Asked, response: ServerResponse) => unknown): Promise<FakeHttp> {
  const asked: Asked[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url as string, 'http://x');
    let body = '';
    for await (const part of request) body += part;
    const fields = request.method === 'GET' ? searchParams : new URLSearchParams(body);
    const one = { path: pathname, fields, authorization: request.headers.authorization };
    asked.push(one);
    const json = answer(one, response);
    if (json !== undefined) response.end(JSON.stringify(json));
  };
  const server = createHttp((request, response) => void handle(request, response));
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${port}`, asked };
}

interface Sink {
  readonly port: number;
  readonly lines: () => string[];
  readonly sockets: readonly Socket[];
  readonly server: Server;
}

export async function carbonSink(port = 0): Promise<Sink> {
  let text = '';
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (part) => {
      text += part;
    });
  });
  const bound = await listen(server, port);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: bound, lines: () => text.split('\n').slice(0, -1), sockets, server };
}

async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port where nothing listens. */
export async function deadPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Opens the engine with what a test does not care about filled in; closed when the test ends. */
export async function openRemote(
  options: Partial<RemoteGraphiteOptions>,
): Promise<{ readonly store: Store; readonly inner: InnerStore }> {
  const inner = innerStore();
  const store = await openRemoteGraphite({
    url: 'http://127.0.0.1:1',
    carbon: { host: '127.0.0.1', port: 1 },
    flushIntervalMs: 10_000,
    inner,
    clock: () => 1_700_000_400_000,
    ...options,
  });
  onTestFinished(() => store.close());
  return { store, inner };
}
