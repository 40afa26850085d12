/** Begins the transaction of a request that came in. */
import type { IncomingRequest } from '../api.ts';
import type { Hook } from '../hooks/index.ts';
import type { RunningTransaction } from '../running-transaction.ts';
import { parseTraceparent } from '../trace-context.ts';
import { HttpRequest, PLACEHOLDER } from './http-request.ts';
import { headerOf, type RequestHeaders } from './request-headers.ts';

/** undefined where it is not to be timed: the agent is off, or a rule leaves it out. */
export function startRequest(hook: Hook, incoming: IncomingRequest, headers: RequestHeaders): HttpRequest | undefined {
  const transaction = hook.host.begin(PLACEHOLDER);
  if (transaction === undefined) return undefined;
  if (isIgnored(hook, transaction, incoming)) {
    transaction.ignore();
    transaction.end();
    return undefined;
  }
  const traceparent = headerOf(headers, 'traceparent');
  if (traceparent !== undefined) transaction.trace = parseTraceparent(traceparent, headerOf(headers, 'tracestate'));
  return new HttpRequest(transaction, incoming.method, headers);
}

function isIgnored(hook: Hook, transaction: RunningTransaction, incoming: IncomingRequest): boolean {
  try {
    return transaction.session.configuration.ignore?.(incoming) ?? false;
  } catch {
    // A rule that throws leaves nothing out.
    hook.host.counts.internalErrors++;
    return false;
  }
}
