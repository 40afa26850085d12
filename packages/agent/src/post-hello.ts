/** One hello over HTTP: sent, answered or failed within 5 s. Never throws, and keeps no process alive. */
import type { HelloAnswer, HelloRequest } from '@carpy/core';
import { type PostOutcome, post } from './post.ts';

export type HelloOutcome = { readonly answer: HelloAnswer } | { readonly reason: string };

/** Posts `hello` to the server at `url`; calls `done` once, never before it returned. Answers what ends it early. */
export function postHello(
  url: string,
  key: string | undefined,
  hello: HelloRequest,
  done: (outcome: HelloOutcome) => void,
): { destroy(): void } {
  const headers = { 'content-type': 'application/json' };
  return post({ url, path: '/api/v1/hello', key, headers }, Buffer.from(JSON.stringify(hello)), (outcome) =>
    done(answerOf(outcome)),
  );
}

function answerOf(outcome: PostOutcome): HelloOutcome {
  if ('reason' in outcome) return outcome;
  if (outcome.status < 200 || outcome.status > 299) return { reason: `HTTP status ${outcome.status}` };
  const answer = parseAnswer(outcome.text);
  return answer === undefined ? { reason: 'the answer is no hello answer' } : { answer };
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
