/**
 * Servers of node:http and node:https: each request is a transaction, from its headers' arrival until its last byte was handed to the
 * system, or until the client went away. Upgraded connections and what the parser refuses are no requests.
 *
 * Hot: all of it runs once a request (bench/agent).
 */
import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { storage, whenContextWanted } from '../context.ts';
import { onChannel } from '../hooks/index.ts';
import { emitInContext } from '../http/emit-in-context.ts';
import { beginExchange } from '../http/exchange.ts';
import { requestOf } from '../http/http-request.ts';
import type { Instrumentation } from './instrumentation.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Connection;
}

/** Where a connection carries responses that wait for their turn, when a client sends requests ahead: oldest first. */
const AHEAD: unique symbol = Symbol('carpy.ahead') as never;

type Connection = Socket & {
  [AHEAD]?: ServerResponse[];
  /** Node's own: the response whose turn it is. */
  readonly _httpMessage?: ServerResponse | null;
};

export const httpServer: Instrumentation = {
  name: 'http-server',
  channels: ['http.server.request.start', 'http.server.response.finish'],
  enable(hook) {
    // Finished ones are counted by then; left are those that the client gave up. One listener a connection costs less than one a response.
    const closed = function (this: Connection): void {
      for (const response of [this._httpMessage, ...(this[AHEAD]?.splice(0) ?? [])])
        if (response) hook.try(() => requestOf(response)?.end(response.statusCode));
    };
    onChannel<Exchange>(hook, 'http.server.request.start', ({ request, response, socket }) => {
      if (beginExchange(hook, request, response) === undefined) {
        leaveContext();
        return;
      }
      let ahead = socket[AHEAD];
      if (ahead === undefined) {
        ahead = [];
        socket[AHEAD] = ahead;
        socket.on('close', closed);
      }
      // Only those: Node knows the one whose turn it is, and each list of one would cost writes at its begin and end.
      if (socket._httpMessage) ahead.push(response);
    });
    onChannel<Exchange>(hook, 'http.server.response.finish', ({ request, response, socket }) => {
      const ahead = socket[AHEAD];
      if (ahead !== undefined && ahead.length > 0) takeOut(ahead, response);
      // By the request: an application may have set another as the response's.
      requestOf(request)?.end(response.statusCode);
    });
    // From Node 24 on a body that comes in later parts is read in the connection's context, which is nobody's.
    whenContextWanted(() => emitInContext(hook, IncomingMessage.prototype));
  },
};

function takeOut(ahead: ServerResponse[], response: ServerResponse): void {
  const at = ahead.indexOf(response);
  if (at >= 0) ahead.splice(at, 1);
}

/** A request that is not timed must not count for the one before it on its connection. */
function leaveContext(): void {
  storage.enterWith(undefined);
}
