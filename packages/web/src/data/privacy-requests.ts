/** Questions of the privacy page, and the one thing that it can do. */
import type { AuditEntry, PrivacyAnswer, RecordsPage, RecordsRemovedAnswer } from '@carpy/api';
import { underBase } from '../router/base-path.ts';
import type { Fetched } from './fetch-json.ts';
import { fetchJson } from './fetch-json.ts';
import { get, type QueryRequest } from './query.ts';
import { sendJson } from './send-json.ts';

export const privacyRequest = (): QueryRequest<PrivacyAnswer> => ({
  key: 'privacy',
  subject: 'privacy',
  live: false,
  load: get(underBase('api/v1/privacy')),
});

export const auditRequest = (): QueryRequest<readonly AuditEntry[]> => ({
  key: 'audit',
  subject: 'audit',
  live: false,
  load: get(underBase('api/v1/audit')),
});

/** Records to be taken out. An empty app is all of them. */
export interface RemovalScope {
  readonly app: string;
  readonly q: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const search = ({ app, q, fromMs, toMs }: RemovalScope): URLSearchParams =>
  new URLSearchParams({ ...(app === '' ? {} : { app }), q, from: String(fromMs), to: String(toMs) });

/** How many records there are of it, and the latest of them. One bucket makes the server count. */
export function previewRemoval(scope: RemovalScope, signal: AbortSignal): Promise<Fetched<RecordsPage>> {
  const params = search(scope);
  for (const [key, value] of [
    ['view', 'rows'],
    ['limit', '5'],
    ['buckets', '1'],
  ] as const)
    params.set(key, value);
  return fetchJson(underBase(`api/v1/records?${params}`), signal);
}

export const removeRecords = (scope: RemovalScope): Promise<Fetched<RecordsRemovedAnswer>> =>
  sendJson('DELETE', underBase(`api/v1/records?${search(scope)}`));
