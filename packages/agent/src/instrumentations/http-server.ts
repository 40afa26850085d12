/**
 * Servers of node:http and node:https: each request is a transaction, from its headers' arrival until its last byte was handed to the
 * system, or until the client went away. Upgraded connections and what the parser refuses are no requests.
 *
 * Hot: all of it runs once a request (bench/agent).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { storage } from '../context.ts';
import { type Hook, onChannel } from '../hooks/index.ts';
import { requestOf, setRequest } from '../http/http-request.ts';
import { startRequest } from '../http/start-request.ts';
import type { Instrumentation } from './instrumentation.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export const httpServer: Instrumentation = {
  name: 'http-server',
  channels: ['http.server.request.start', 'http.server.response.finish'],
  enable(hook) {
    const closed = function (this: ServerResponse): void {
      // Finished ones are counted by then; left are those that the client gave up.
      hook.try(() => requestOf(this)?.end(this.statusCode));
    };
    onChannel<Exchange>(hook, 'http.server.request.start', ({ request, response }) => {
      if (!beginExchange(hook, request, response)) leaveContext();
      else response.on('close', closed);
    });
    onChannel<Exchange>(hook, 'http.server.response.finish', ({ response }) => {
      requestOf(response)?.end(response.statusCode);
    });
  },
};

/** Starts the transaction and enters it for what runs from here on. */
function beginExchange(hook: Hook, request: IncomingMessage, response: ServerResponse): boolean {
  const started = startRequest(hook, request as IncomingMessage & { method: string; url: string }, (name) =>
    rawHeader(request.rawHeaders, name),
  );
  if (started === undefined) return false;
  setRequest(request, started);
  setRequest(response, started);
  // The context of what comes after on the same connection is set by that: each request enters its own.
  storage.enterWith(started.transaction.scope);
  return true;
}

/** A request that is not timed must not count for the one before it on its connection. */
function leaveContext(): void {
  if (storage.getStore() !== undefined) storage.enterWith(undefined as never);
}

/** Reads a header without having Node make its object of all headers. */
function rawHeader(raw: readonly string[], name: string): string | undefined {
  for (let i = 0; i < raw.length; i += 2) {
    const key = raw[i] as string;
    if (key.length === name.length && key.toLowerCase() === name) return raw[i + 1];
  }
  return undefined;
}
