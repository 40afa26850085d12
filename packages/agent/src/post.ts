/** One POST to the carpy server: answered or failed within 5 s. Never throws; keeps no process alive unless it is told to. */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { clearTimeout, setTimeout } from 'node:timers';

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 65_536;

export interface Posting {
  /** Base address of the server, without a trailing slash. */
  readonly url: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Keeps the process until it is answered. */
  readonly keepsProcess?: boolean;
}

export type PostOutcome =
  | { readonly status: number; readonly text: string; readonly retryAfter: string | undefined }
  | { readonly reason: string };

/** Calls `done` once, never before it returned. Answers what ends it early. */
export function post(posting: Posting, body: Buffer, done: (outcome: PostOutcome) => void): { destroy(): void } {
  let settled = false;
  let request: ClientRequest | undefined;
  const settle = (outcome: PostOutcome): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timeout);
    done(outcome);
    request?.destroy();
  };
  const timeout = setTimeout(() => settle({ reason: `no answer in ${TIMEOUT_MS / 1000} s` }), TIMEOUT_MS);
  if (posting.keepsProcess !== true) timeout.unref();
  try {
    const { url, path, key, headers } = posting;
    request = (url.startsWith('https:') ? httpsRequest : httpRequest)(`${url}${path}`, {
      method: 'POST',
      // No shared connection pool: the agent's traffic never takes a socket from the application's.
      agent: false,
      headers: {
        ...headers,
        'content-length': body.length,
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
    });
    if (posting.keepsProcess !== true) request.on('socket', (socket) => socket.unref());
    request.on('error', (error: NodeJS.ErrnoException) => settle({ reason: error.code ?? error.message }));
    request.on('response', (response) => readAnswer(response, settle));
    request.end(body);
  } catch (error) {
    queueMicrotask(() => settle({ reason: error instanceof Error ? error.message : String(error) }));
  }
  return { destroy: () => settle({ reason: 'ended' }) };
}

function readAnswer(response: IncomingMessage, settle: (outcome: PostOutcome) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  response.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= MAX_ANSWER_BYTES) parts.push(part);
    else settle({ reason: `the answer has more than ${MAX_ANSWER_BYTES} bytes` });
  });
  response.on('error', (error) => settle({ reason: error.message }));
  response.on('close', () => settle({ reason: 'the answer was cut short' }));
  response.on('end', () =>
    settle({
      status: response.statusCode ?? 0,
      text: Buffer.concat(parts).toString('utf8'),
      retryAfter: response.headers['retry-after'],
    }),
  );
}
