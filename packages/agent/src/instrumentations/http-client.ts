/**
 * Requests by node:http and node:https, and by all that is built on them: `http.<host>`, from the call until the response was read to
 * its end, or the request failed or was given up. `traceparent` goes out with it unless the application sets one.
 *
 * Hot: once a request.
 */
import { errorMonitor } from 'node:events';
import http, { type ClientRequest } from 'node:http';
import type { FunctionCall } from '../api.ts';
import { callOriginal, callScope, startCall, withArgument } from '../calls/library-call.ts';
import { isFailedStatus, outgoingName } from '../calls/outgoing-host.ts';
import { storage, wantContext } from '../context.ts';
import { type Hook, onChannel, patchBefore, patchMethod } from '../hooks/index.ts';
import type { RunningTransaction } from '../running-transaction.ts';
import { traceHeaders } from '../trace-context.ts';
import type { Instrumentation } from './instrumentation.ts';

export const httpClient: Instrumentation = {
  name: 'http-client',
  channels: ['http.client.request.start'],
  enable(hook) {
    // A request that is made asks its agent for a socket; those of node:https, and nearly all others, inherit this.
    patchMethod(hook, http.Agent.prototype, 'addRequest', (original, args) => {
      const { port } = (args[1] ?? {}) as { readonly port?: string | number };
      return callOriginal(begin(hook, args[0] as ClientRequest, port), original, args);
    });
    // Those that need no agent are seen when their headers are out.
    onChannel<{ readonly request: ClientRequest }>(hook, 'http.client.request.start', ({ request }) => {
      begin(hook, request, undefined);
    });
    addTraceparent(hook);
  },
};

/** Where a request carries the transaction that made it: a WeakMap costs more (carried-call.ts). */
const MADE_IN: unique symbol = Symbol('carpy.transaction') as never;

type Made = ClientRequest & { [MADE_IN]?: RunningTransaction };

/** Named by the host that the application gave, also where it connects by a proxy or a socket's path. */
function begin(hook: Hook, request: Made, port: string | number | undefined): FunctionCall | undefined {
  // An agent may hand it to another, as those for proxies do.
  if (request[MADE_IN] !== undefined) return undefined;
  wantContext();
  const scope = callScope(hook);
  if (scope === undefined) return undefined;
  const call = startCall(hook, scope, outgoingName(request.protocol, request.host ?? 'localhost', port));
  request[MADE_IN] = scope.transaction;
  if (call !== undefined) watch(request, call);
  return call;
}

/** Listens to `close` only, which comes in the end whatever happens; watching errors does not handle them. */
function watch(request: ClientRequest, call: FunctionCall): void {
  let failure: unknown;
  request.once(errorMonitor, (error) => {
    failure = error ?? true;
  });
  request.once('close', () => {
    call.end(failure ?? (isAnswered(request) ? undefined : true));
  });
}

/** Whether a response came, whole, and none of a failure. What follows on an upgrade is not the response. */
function isAnswered(request: ClientRequest): boolean {
  const { res, upgradeOrConnect } = request as unknown as {
    readonly res?: { readonly statusCode?: number; readonly complete: boolean } | null;
    readonly upgradeOrConnect?: boolean;
  };
  return res != null && (res.complete || upgradeOrConnect === true) && !isFailedStatus(res.statusCode);
}

/**
 * Into the headers as they are about to be written, so that the application's own header stands. Headers that it gives as an array,
 * and those with `Expect`, are written while the request is made.
 */
function addTraceparent(hook: Hook): void {
  patchBefore<Made>(hook, http.ClientRequest.prototype, '_implicitHeader', (_args, request) => {
    const transaction = request[MADE_IN];
    if (transaction !== undefined && !request.headersSent) setTrace(request, transaction);
  });
  patchMethod<Made>(hook, http.ClientRequest.prototype, '_storeHeader', (original, args, request) => {
    const transaction = request[MADE_IN] !== undefined ? undefined : storage.getStore()?.transaction;
    if (transaction === undefined || transaction.ended) return original();
    if (Array.isArray(args[1])) return original(withArgument(args, 1, withTrace(args[1], transaction)));
    setTrace(request, transaction);
    return original();
  });
}

function setTrace(request: ClientRequest, transaction: RunningTransaction): void {
  if (request.hasHeader('traceparent')) return;
  const trace = traceHeaders(transaction);
  if (trace === undefined) return;
  const { traceparent, tracestate } = trace;
  request.setHeader('traceparent', traceparent);
  if (tracestate !== undefined && !request.hasHeader('tracestate')) request.setHeader('tracestate', tracestate);
}

/** A list of headers, `[name, value, …]` or `[[name, value], …]`, with the trace's after them. */
function withTrace(list: readonly unknown[], transaction: RunningTransaction): readonly unknown[] {
  const inPairs = Array.isArray(list[0]);
  const names = inPairs ? list.map((pair) => (pair as unknown[])[0]) : list.filter((_, at) => at % 2 === 0);
  const has = (name: string): boolean => names.some((known) => String(known).toLowerCase() === name);
  const trace = has('traceparent') ? undefined : traceHeaders(transaction);
  if (trace === undefined) return list;
  const added = Object.entries(trace).filter(([name]) => !has(name));
  return inPairs ? [...list, ...added] : [...list, ...added.flat()];
}
