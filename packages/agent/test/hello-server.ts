/** A carpy server of the tests, hello and records: real HTTP, or HTTPS, on loopback. Records are read by the real server's own reader. */
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { HelloRequest, RecordsHead, RequestRecord } from '@carpy/core';
import { expect } from 'vitest';
import { parseHead, parseRecord } from '../../server/src/records/record-lines.ts';

/** Stamps as the agent wrote them. */
const AS_THEY_ARE = { nowMs: Date.now(), offsetMs: 0, checked: (agentMs: number): number => agentMs };

export interface RecordsBody {
  readonly headers: IncomingHttpHeaders;
  readonly head: RecordsHead;
  readonly records: readonly RequestRecord[];
}

export interface HelloServer {
  readonly url: string;
  readonly hellos: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: HelloRequest }[];
  /** What the next hellos are answered. */
  answer: { status: number; body: string };
  /** Bodies of records, those that were refused as well. */
  readonly bodies: RecordsBody[];
  /** What the next bodies of records are answered, one after the other; then 202. */
  readonly refusals: { readonly status: number; readonly headers?: Record<string, string> }[];
  count(n: number): Promise<void>;
  close(): Promise<void>;
}

/** Of a server that takes records; timings go where they are set to go. */
export const acceptingRecords = {
  serverTimeMs: 1_700_000_060_000,
  apdexTMs: 500,
  statsd: null,
  statsdAll: [],
  records: { accepted: true, maxBytes: 1_048_576 },
};

export async function openHelloServer(
  answer: object,
  tls?: { readonly key: string; readonly cert: string },
): Promise<HelloServer> {
  const hellos: HelloServer['hellos'] = [];
  const listener: RequestListener = (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url?.endsWith('/api/v1/records') === true) {
        const [head, ...lines] = gunzipSync(Buffer.concat(parts)).toString().split('\n');
        const read = parseHead(JSON.parse(head as string));
        held.bodies.push({
          headers: request.headers,
          head: read,
          records: lines.map((line) => parseRecord(JSON.parse(line), read, AS_THEY_ARE)),
        });
        const { status, headers = {} } = held.refusals.shift() ?? { status: 202 };
        response.writeHead(status, headers).end('{}');
        return;
      }
      response.writeHead(held.answer.status, { 'content-type': 'application/json' }).end(held.answer.body);
      hellos.push({
        path: `${request.method} ${request.url}`,
        headers: request.headers,
        body: JSON.parse(Buffer.concat(parts).toString()),
      });
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const held: HelloServer = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hellos,
    bodies: [],
    refusals: [],
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
