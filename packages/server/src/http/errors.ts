/** Errors as HTTP answers: an ErrorAnswer with the code's status. What is not ours to tell stays in the log, under the request's id. */
import type { ErrorAnswer } from '@carpy/api';
import { CarpyError, errorCodes, isCarpyError } from '@carpy/core';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from '../config/logger.ts';
import type { AppContext } from './route.ts';

const RETRY_AFTER_S = 5;

export function errorResponse(c: AppContext, e: unknown, log: Logger): Response {
  const requestId = c.get('requestId');
  const known = isCarpyError(e) && e.code !== 'CARPY_INTERNAL' ? e : undefined;
  const status = known === undefined ? 500 : errorCodes[known.code].status;
  if (known === undefined) {
    log.error('a request failed', {
      requestId,
      method: c.req.method,
      route: c.get('routePath'),
      error: e instanceof Error ? (e.stack ?? e.message) : String(e),
    });
  } else if (status >= 500) {
    log.warn('a request was not answered', {
      requestId,
      route: c.get('routePath'),
      code: known.code,
      error: known.message,
    });
  }
  const answer: ErrorAnswer = {
    error: {
      code: known?.code ?? 'CARPY_INTERNAL',
      message: known?.message ?? `internal error: the server's log tells more under request ${requestId}`,
      ...(known?.position === undefined ? {} : { position: known.position }),
      requestId,
    },
  };
  if (status === 503 || status === 429 || status === 413)
    c.header('Retry-After', String(known?.retryAfterS ?? RETRY_AFTER_S));
  // A body that was not read to its end would be taken for the next request.
  if (status === 413) c.header('Connection', 'close');
  c.header('Cache-Control', 'no-store');
  return c.json(answer, status as ContentfulStatusCode);
}

export const badRequest = (detail: string): CarpyError => new CarpyError('CARPY_BAD_REQUEST', detail);
