/** A request of node:http from its start: its transaction, found again on request and response, and entered. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { storage } from '../context.ts';
import type { Hook } from '../hooks/index.ts';
import { noteHeadersSent } from './headers-sent.ts';
import { type HttpRequest, setRequest } from './http-request.ts';
import { startRequest } from './start-request.ts';

/** Starts the transaction and enters it for what runs from here on; undefined where it is not to be timed. */
export function beginExchange(hook: Hook, request: IncomingMessage, response: ServerResponse): HttpRequest | undefined {
  const incoming = request as IncomingMessage & { method: string; url: string };
  const started = startRequest(hook, incoming, request.rawHeaders);
  if (started === undefined) return undefined;
  setRequest(request, started);
  // Node's own leads to its request; a framework's stand-in may not.
  if (response.req !== request) setRequest(response, started);
  if (started.transaction.isRecorded) noteHeadersSent(hook);
  // The context of what comes after on the same connection is set by that: each request enters its own.
  storage.enterWith(started.transaction.scope);
  return started;
}
