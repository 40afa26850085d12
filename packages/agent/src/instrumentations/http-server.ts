/**
 * Servers of node:http and node:https: each request is a transaction, from its headers' arrival until its last byte was handed to the
 * system, or until the client went away. Upgraded connections and what the parser refuses are no requests.
 *
 * Hot: all of it runs once a request (bench/agent).
 */
import { IncomingMessage, type ServerResponse } from 'node:http';
import { storage } from '../context.ts';
import { type Hook, onChannel, patchContext } from '../hooks/index.ts';
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
      const request = requestOf(this);
      if (request !== undefined && !request.transaction.ended) hook.try(() => request.end(this.statusCode));
    };
    onChannel<Exchange>(hook, 'http.server.request.start', ({ request, response }) => {
      if (beginExchange(hook, request, response) === undefined) leaveContext();
      else response.on('close', closed);
    });
    onChannel<Exchange>(hook, 'http.server.response.finish', ({ response }) => {
      requestOf(response)?.end(response.statusCode);
    });
    if (EVENTS_LOSE_CONTEXT) keepContext(hook);
  },
};

/** From Node 24 on a body that comes in later parts is read in the connection's context, which is nobody's. */
const EVENTS_LOSE_CONTEXT = Number.parseInt(process.versions.node, 10) >= 24;

/** Listeners of a request's events run in its context, as they do before Node 24. */
function keepContext(hook: Hook): void {
  patchContext<IncomingMessage>(hook, IncomingMessage.prototype, 'emit', (args, message) => {
    const transaction = requestOf(message)?.transaction;
    return transaction === undefined ||
      transaction.ended ||
      storage.getStore()?.transaction === transaction ||
      message.listenerCount(args[0] as string) === 0
      ? undefined
      : transaction.scope;
  });
}

/** A request that is not timed must not count for the one before it on its connection. */
function leaveContext(): void {
  if (storage.getStore() !== undefined) storage.enterWith(undefined as never);
}
