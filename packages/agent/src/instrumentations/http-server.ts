/**
 * Servers of node:http and node:https: each request is a transaction, from its headers' arrival until its last byte was handed to the
 * system, or until the client went away. Upgraded connections and what the parser refuses are no requests.
 *
 * Hot: all of it runs once a request (bench/agent).
 */
import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { storage, whenContextWanted } from '../context.ts';
import { type Hook, onChannel, patchContext } from '../hooks/index.ts';
import { beginExchange } from '../http/exchange.ts';
import { requestOf } from '../http/http-request.ts';
import type { Instrumentation } from './instrumentation.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Connection;
}

/** Where a connection carries its responses that are not finished: several when a client sends requests ahead, oldest first. */
const OPEN: unique symbol = Symbol('carpy.open') as never;

type Connection = Socket & { [OPEN]?: ServerResponse[] };

export const httpServer: Instrumentation = {
  name: 'http-server',
  channels: ['http.server.request.start', 'http.server.response.finish'],
  enable(hook) {
    // Finished ones are counted by then; left are those that the client gave up. One listener a connection costs less than one a response.
    const closed = function (this: Connection): void {
      const left = this[OPEN]?.splice(0) ?? [];
      for (const response of left) hook.try(() => requestOf(response)?.end(response.statusCode));
    };
    onChannel<Exchange>(hook, 'http.server.request.start', ({ request, response, socket }) => {
      if (beginExchange(hook, request, response) === undefined) {
        leaveContext();
        return;
      }
      let open = socket[OPEN];
      if (open === undefined) {
        open = [];
        socket[OPEN] = open;
        socket.on('close', closed);
      }
      open.push(response);
    });
    onChannel<Exchange>(hook, 'http.server.response.finish', ({ response, socket }) => {
      const open = socket[OPEN];
      if (open !== undefined) takeOut(open, response);
      requestOf(response)?.end(response.statusCode);
    });
    whenContextWanted(() => keepContext(hook));
  },
};

/** It is not there if it began while the hook was off. */
function takeOut(open: ServerResponse[], response: ServerResponse): void {
  const at = open.indexOf(response);
  // Nearly always the only one: without the list that `splice` makes.
  if (at >= 0 && at === open.length - 1) open.pop();
  else if (at >= 0) open.splice(at, 1);
}

/**
 * From Node 24 on a body that comes in later parts is read in the connection's context, which is nobody's. Listeners of a request's events
 * run in its context, as they do before.
 */
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
  storage.enterWith(undefined);
}
