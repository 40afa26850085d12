/**
 * Servers of node:http and node:https: each request is a transaction, from its headers' arrival until its last byte was handed to the
 * system, or until the client went away. Upgraded connections and what the parser refuses are no requests.
 *
 * Hot: all of it runs once a request (bench/agent).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { storage } from '../context.ts';
import { onChannel } from '../hooks/index.ts';
import { beginExchange } from '../http/exchange.ts';
import { requestOf } from '../http/http-request.ts';
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
      if (beginExchange(hook, request, response) === undefined) leaveContext();
      else response.on('close', closed);
    });
    onChannel<Exchange>(hook, 'http.server.response.finish', ({ response }) => {
      requestOf(response)?.end(response.statusCode);
    });
  },
};

/** A request that is not timed must not count for the one before it on its connection. */
function leaveContext(): void {
  if (storage.getStore() !== undefined) storage.enterWith(undefined as never);
}
