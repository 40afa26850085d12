/** A request of node:http from its start: its transaction, found again on request and response, and entered. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { storage } from '../context.ts';
import type { Hook } from '../hooks/index.ts';
import { noteHeadersSent } from './headers-sent.ts';
import { type HttpRequest, setRequest } from './http-request.ts';
import { startRequest } from './start-request.ts';

/** Starts the transaction and enters it for what runs from here on; undefined where it is not to be timed. */
export function beginExchange(hook: Hook, request: IncomingMessage, response: ServerResponse): HttpRequest | undefined {
  const started = startRequest(hook, request as IncomingMessage & { method: string; url: string }, (name) =>
    rawHeader(request.rawHeaders, name),
  );
  if (started === undefined) return undefined;
  setRequest(request, started);
  setRequest(response, started);
  if (started.transaction.isRecorded) noteHeadersSent(hook);
  // The context of what comes after on the same connection is set by that: each request enters its own.
  storage.enterWith(started.transaction.scope);
  return started;
}

/** Reads a header without having Node make its object of all headers. */
function rawHeader(raw: readonly string[], name: string): string | undefined {
  for (let i = 0; i < raw.length; i += 2) {
    const key = raw[i] as string;
    if (key.length === name.length && key.toLowerCase() === name) return raw[i + 1];
  }
  return undefined;
}
