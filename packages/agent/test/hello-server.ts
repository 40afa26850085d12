/** A carpy server's hello of the tests: real HTTP on loopback. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HelloRequest } from '@carpy/core';
import { expect } from 'vitest';

export interface HelloServer {
  readonly url: string;
  readonly hellos: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: HelloRequest }[];
  /** What the next hellos are answered. */
  answer: { status: number; body: string };
  count(n: number): Promise<void>;
  close(): Promise<void>;
}

export async function openHelloServer(answer: object): Promise<HelloServer> {
  const hellos: HelloServer['hellos'] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      response.writeHead(held.answer.status, { 'content-type': 'application/json' }).end(held.answer.body);
      hellos.push({
        path: `${request.method} ${request.url}`,
        headers: request.headers,
        body: JSON.parse(Buffer.concat(parts).toString()),
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const held: HelloServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hellos,
    answer: { status: 200, body: JSON.stringify(answer) },
    count: async (n) => {
      await expect.poll(() => hellos.length, { timeout: 10_000, interval: 5 }).toBeGreaterThanOrEqual(n);
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return held;
}
