/**
 * `fetch` and undici, Node's own and the package, which publish on the same channels: `http.<host>`, from the request's start until its
 * body was received to the end. Each redirect that is followed is a request. `traceparent` goes out with it unless there is one.
 *
 * Hot: once a request.
 */
import { debuglog } from 'node:util';
import { carriedCall, carryCall, type Ending } from '../calls/carried-call.ts';
import { callScope, startCall } from '../calls/library-call.ts';
import { isFailedStatus, outgoingName } from '../calls/outgoing-host.ts';
import { wantContext } from '../context.ts';
import { type Hook, onChannel, onModule, patchBefore } from '../hooks/index.ts';
import { traceHeaders } from '../trace-context.ts';
import type { Instrumentation } from './instrumentation.ts';

interface UndiciRequest {
  readonly origin: string | URL | undefined;
  /** A list of names and values, or, before undici 6, all of them in one text. */
  readonly headers: string | readonly unknown[];
  addHeader(name: string, value: string): void;
}

interface Message {
  readonly request: UndiciRequest;
}

const VERSIONS = '>=5 <9';

export const undici: Instrumentation = {
  name: 'undici',
  modules: [{ name: 'undici', versions: VERSIONS }],
  channels: ['undici:request:create', 'undici:request:headers', 'undici:request:trailers', 'undici:request:error'],
  enable(hook) {
    // A call is seen some promises after it was made, so the context has to be carried from there.
    patchBefore(hook, globalThis, 'fetch', wantContext);
    // Asked by NODE_DEBUG, undici prints what it does only where it is the first to listen. That of Node itself is loaded by a look at Headers.
    const prints = debuglog('undici').enabled || debuglog('fetch').enabled;
    let waits = prints && globalThis.Headers === undefined;
    if (!waits) listen(hook);
    onModule(hook, 'undici', VERSIONS, () => {
      if (waits) listen(hook);
      waits = false;
    });
  },
};

function listen(hook: Hook): void {
  onChannel<Message>(hook, 'undici:request:create', ({ request }) => begin(hook, request));
  onChannel<Message & { readonly response: { readonly statusCode: number } }>(
    hook,
    'undici:request:headers',
    ({ request, response }) => {
      const call = carriedCall(request);
      if (call !== undefined && isFailedStatus(response.statusCode)) carryCall(request, failed(call));
    },
  );
  onChannel<Message>(hook, 'undici:request:trailers', ({ request }) => carriedCall(request)?.end());
  onChannel<Message & { readonly error: unknown }>(hook, 'undici:request:error', ({ request, error }) => {
    carriedCall(request)?.end(error ?? true);
  });
}

const failed = (call: Ending): Ending => ({ end: () => call.end(true) });

function begin(hook: Hook, request: UndiciRequest): void {
  const scope = callScope(hook);
  if (scope === undefined) return;
  const call = startCall(hook, scope, nameOf(String(request.origin)));
  if (call !== undefined) carryCall(request, call);
  if (hasHeader(request.headers, 'traceparent')) return;
  const trace = traceHeaders(scope.transaction);
  if (trace === undefined) return;
  const { traceparent, tracestate } = trace;
  request.addHeader('traceparent', traceparent);
  if (tracestate !== undefined && !hasHeader(request.headers, 'tracestate'))
    request.addHeader('tracestate', tracestate);
}

/** By origin: reading one takes longer than all else here. */
const names = new Map<string, string>();
const MAX_NAMES = 1_000;

function nameOf(origin: string): string {
  const known = names.get(origin);
  if (known !== undefined) return known;
  if (!URL.canParse(origin)) return 'http.unknown';
  const { protocol, hostname, port } = new URL(origin);
  const name = outgoingName(protocol, hostname, port);
  if (names.size < MAX_NAMES) names.set(origin, name);
  return name;
}

function hasHeader(headers: UndiciRequest['headers'], name: string): boolean {
  if (typeof headers === 'string')
    return headers.toLowerCase().includes(`\r\n${name}:`) || headers.toLowerCase().startsWith(`${name}:`);
  for (let i = 0; i < headers.length; i += 2) {
    const known = String(headers[i]);
    if (known.length === name.length && known.toLowerCase() === name) return true;
  }
  return false;
}
