/** Changes: what is sent to `/api/v1` as JSON. Reads go by `fetchJson`. */
import { failureOf, networkFailure } from './api-error.ts';
import type { Fetched } from './fetch-json.ts';

const TIMEOUT_MS = 30_000;

/** Never rejects. A body is sent where one is given; an answer without a body is `undefined`. */
export async function sendJson<T>(method: 'POST' | 'DELETE', url: string, body?: unknown): Promise<Fetched<T>> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    return { ok: false, failure: networkFailure(url) };
  }
  const answer: unknown = await response.json().catch(() => undefined);
  return response.ok
    ? { ok: true, answer: answer as T }
    : { ok: false, failure: failureOf(response.status, answer, url) };
}
