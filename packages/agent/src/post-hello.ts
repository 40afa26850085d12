/** One hello over HTTP: sent, answered or failed within 5 s. Never throws, and keeps no process alive. */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { clearTimeout, setTimeout } from 'node:timers';
import type { HelloAnswer, HelloRequest } from '@carpy/core';

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 65_536;

export type HelloOutcome = { readonly answer: HelloAnswer } | { readonly reason: string };

/** Posts `hello` to the server at `url`; calls `done` once, never before it returned. Answers what ends it early. */
export function postHello(
  url: string,
  key: string | undefined,
  hello: HelloRequest,
  done: (outcome: HelloOutcome) => void,
): { destroy(): void } {
  let settled = false;
  let request: ClientRequest | undefined;
  const settle = (outcome: HelloOutcome): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timeout);
    done(outcome);
    request?.destroy();
  };
  const timeout = setTimeout(() => settle({ reason: `no answer in ${TIMEOUT_MS / 1000} s` }), TIMEOUT_MS);
  timeout.unref();
  try {
    const body = Buffer.from(JSON.stringify(hello));
    request = (url.startsWith('https:') ? httpsRequest : httpRequest)(`${url}/api/v1/hello`, {
      method: 'POST',
      // No shared connection pool: the agent's traffic never takes a socket from the application's.
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
    });
    request.on('socket', (socket) => socket.unref());
    request.on('error', (error: NodeJS.ErrnoException) => settle({ reason: error.code ?? error.message }));
    request.on('response', (response) => readAnswer(response, settle));
    request.end(body);
  } catch (error) {
    queueMicrotask(() => settle({ reason: error instanceof Error ? error.message : String(error) }));
  }
  return { destroy: () => settle({ reason: 'ended' }) };
}

function readAnswer(response: IncomingMessage, settle: (outcome: HelloOutcome) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  response.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= MAX_ANSWER_BYTES) parts.push(part);
    else settle({ reason: `the answer has more than ${MAX_ANSWER_BYTES} bytes` });
  });
  response.on('error', (error) => settle({ reason: error.message }));
  response.on('close', () => settle({ reason: 'the answer was cut short' }));
  response.on('end', () => {
    const status = response.statusCode ?? 0;
    const answer = status >= 200 && status <= 299 ? parseAnswer(Buffer.concat(parts).toString('utf8')) : undefined;
    if (answer !== undefined) settle({ answer });
    else settle({ reason: status >= 200 && status <= 299 ? 'the answer is no hello answer' : `HTTP status ${status}` });
  });
}

/** Reads an answer; undefined when a part that the agent uses is missing or of another type. */
export function parseAnswer(text: string): HelloAnswer | undefined {
  try {
    const answer = JSON.parse(text) as Partial<HelloAnswer> | null;
    const usable =
      typeof answer?.serverTimeMs === 'number' &&
      typeof answer.apdexTMs === 'number' &&
      answer.apdexTMs > 0 &&
      (typeof answer.statsd === 'string' || answer.statsd === null);
    return usable ? (answer as HelloAnswer) : undefined;
  } catch {
    return undefined;
  }
}
