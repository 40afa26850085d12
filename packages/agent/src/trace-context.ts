/** W3C Trace Context, read and written: https://www.w3.org/TR/trace-context/ (version 00). No spans are kept. */
import { randomHex } from './random-hex.ts';
import type { RunningTransaction } from './running-transaction.ts';

export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: the caller's span; undefined where the trace begins here. */
  readonly parentId: string | undefined;
  /** Two hex digits; `01` says that the caller recorded it. */
  readonly flags: string;
  /** `tracestate` as it came, to be passed on. */
  readonly state: string | undefined;
}

/** The specification asks for at least 512 characters to be passed on. */
const MAX_STATE_CHARS = 512;
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** undefined for what is no valid `traceparent`, which then counts as absent. */
export function parseTraceparent(header: string, state?: string): TraceContext | undefined {
  const [, version, traceId, parentId, flags, more] = TRACEPARENT.exec(header.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId as string) || /^0+$/.test(parentId as string)) return undefined;
  return {
    traceId: traceId as string,
    parentId,
    flags: flags as string,
    state: state !== undefined && state !== '' && state.length <= MAX_STATE_CHARS ? state : undefined,
  };
}

/** The transaction's trace; one is begun where none came in. */
export function traceOf(transaction: RunningTransaction): TraceContext {
  transaction.trace ??= { traceId: randomHex(16), parentId: undefined, flags: '00', state: undefined };
  return transaction.trace;
}

/** `traceparent` of one outgoing call, with a span of its own. */
export const outgoingTraceparent = (trace: TraceContext): string =>
  `00-${trace.traceId}-${randomHex(8)}-${trace.flags}`;

/** As headers of one outgoing call or message. */
export interface TraceHeaders {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** Those that tell of the transaction's trace; one is begun where none came in. undefined: settings want none sent. */
export function traceHeaders(transaction: RunningTransaction): TraceHeaders | undefined {
  if (!transaction.session.configuration.traceparent) return undefined;
  const trace = traceOf(transaction);
  const traceparent = outgoingTraceparent(trace);
  return trace.state === undefined ? { traceparent } : { traceparent, tracestate: trace.state };
}
