/** Why an answer did not come, in words that a user can act on. */
import type { ErrorAnswer } from '@carpy/api';

export interface ApiFailure {
  /** The code of the answer, or `NETWORK` where there was none, or `UNREADABLE` where it was not ours. */
  readonly code: string;
  readonly message: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly requestId: string | undefined;
  readonly url: string;
}

/** Reads the body of a refused request. Anything that is not our error (a proxy's page) keeps its status in the words. Pure. */
export function failureOf(status: number, body: unknown, url: string): ApiFailure {
  const error = (body as Partial<ErrorAnswer> | null)?.error;
  if (typeof error?.message === 'string' && typeof error.code === 'string') {
    return { code: error.code, message: error.message, status, requestId: error.requestId, url };
  }
  return {
    code: 'UNREADABLE',
    message: `The server answered ${status} without saying why. A proxy may stand between.`,
    status,
    requestId: undefined,
    url,
  };
}

export const networkFailure = (url: string): ApiFailure => ({
  code: 'NETWORK',
  message: 'The carpy server did not answer. Is it running?',
  status: 0,
  requestId: undefined,
  url,
});

/** Everything that a report of this failure needs, as text. Pure. */
export const describeFailure = (failure: ApiFailure): string =>
  [
    `${failure.code} (${failure.status === 0 ? 'no answer' : `HTTP ${failure.status}`}): ${failure.message}`,
    `GET ${failure.url}`,
    ...(failure.requestId === undefined ? [] : [`request ${failure.requestId}`]),
  ].join('\n');
