/**
 * Servers of node:http2: each stream is a transaction until it is closed. A server is met at its first connection, so that an
 * application without http2 need not load it. HTTP/1.1 on such a server is http-server's.
 */
import { METHODS } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { storage } from '../context.ts';
import { type Hook, onChannel, patchBefore, patchMethod } from '../hooks/index.ts';
import { emitInContext } from '../http/emit-in-context.ts';
import { requestOf, setRequest } from '../http/http-request.ts';
import { startRequest } from '../http/start-request.ts';
import type { Instrumentation } from './instrumentation.ts';

/** HTTP/2 lets any word through; names are to be few. */
const KNOWN_METHODS: ReadonlySet<string> = new Set(METHODS);
const SERVERS = ['Http2Server', 'Http2SecureServer'];

export const http2Server: Instrumentation = {
  name: 'http2-server',
  channels: ['net.server.socket'],
  enable(hook) {
    onChannel<{ socket: Socket & { server?: object } }>(hook, 'net.server.socket', ({ socket }) => {
      const { server } = socket;
      if (server !== undefined && SERVERS.includes(server.constructor.name)) observe(hook, server);
    });
  },
};

/** A second patch of the same server observes it once. */
function observe(hook: Hook, server: object): void {
  patchMethod(hook, server, 'emit', (call, args) => {
    if (args[0] !== 'stream') return call();
    const scope = begin(hook, args[1] as ServerHttp2Stream, args[2] as IncomingHttpHeaders);
    return storage.run(scope, () => call());
  });
}

const keeping = new WeakSet<object>();

/** Frames are read for all streams of a connection, in the context of none of them. */
function keepContext(hook: Hook, prototype: object): void {
  if (keeping.has(prototype)) return;
  keeping.add(prototype);
  emitInContext(hook, prototype);
}

const noting = new WeakSet<object>();

/** Notes when the headers of streams leave, by whichever of their ways to respond. */
function noteHeadersSent(hook: Hook, prototype: object): void {
  if (noting.has(prototype)) return;
  noting.add(prototype);
  for (const method of ['respond', 'respondWithFD', 'respondWithFile'])
    patchBefore(hook, prototype, method, (_args, stream) => requestOf(stream)?.sendsHeaders());
}

function begin(hook: Hook, stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
  const method = headers[':method'] ?? 'GET';
  const incoming = { method: KNOWN_METHODS.has(method) ? method : 'OTHER', url: headers[':path'] ?? '/', headers };
  const request = startRequest(hook, incoming, headers);
  if (request === undefined) return undefined;
  setRequest(stream, request);
  keepContext(hook, Object.getPrototypeOf(stream));
  if (request.transaction.isRecorded) noteHeadersSent(hook, Object.getPrototypeOf(stream));
  stream.on('close', () => hook.try(() => request.end(Number(stream.sentHeaders?.[':status'] ?? 0))));
  return request.transaction.scope;
}
