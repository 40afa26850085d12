import { type ApiFailure, failureOf, networkFailure } from './api-error.ts';

export type Fetched<T> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly failure: ApiFailure };

/** An answer slower than this is as good as none; the server gives up on a query earlier. */
const TIMEOUT_MS = 30_000;

/**
 * GET of an answer of `/api/v1`. Never rejects but when `signal` aborts (AbortError): then nobody waits any more.
 * The answer's shape is the server's promise, made from the same types.
 */
export async function fetchJson<T>(url: string, signal: AbortSignal): Promise<Fetched<T>> {
  let response: Response;
  let body: unknown;
  const both = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    response = await fetch(url, { signal: both, headers: { accept: 'application/json' } });
  } catch (error) {
    if (signal.aborted) throw error;
    return { ok: false, failure: networkFailure(url) };
  }
  try {
    body = await response.json();
  } catch (error) {
    if (signal.aborted) throw error;
    return { ok: false, failure: failureOf(response.status, undefined, url) };
  }
  return response.ok ? { ok: true, answer: body as T } : { ok: false, failure: failureOf(response.status, body, url) };
}
