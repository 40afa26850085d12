/** Questions on groups of errors, and the changes of their state. */
import type { ErrorGroupAnswer, ErrorGroupChange, ErrorGroupRow, ErrorsAnswer } from '@carpy/api';
import { underBase } from '../router/base-path.ts';
import { endsNow } from '../state/range.ts';
import type { ViewQuery } from '../state/view-query.ts';
import { type Fetched, fetchJson } from './fetch-json.ts';
import type { QueryRequest } from './query.ts';
import { sendJson } from './send-json.ts';
import { requestRange } from './young-apps.ts';

type Asked = Pick<ViewQuery, 'from' | 'to' | 'live' | 'servers'>;

export interface ErrorsQuestion extends Asked {
  readonly state: ViewQuery['state'] | 'all';
  readonly q: string;
  /** Groups of one transaction alone, as displayed. */
  readonly transaction?: string;
}

const groupPath = (app: string, fingerprint: string): string =>
  `api/v1/errors/${encodeURIComponent(fingerprint)}?app=${encodeURIComponent(app)}`;

export function errorsRequest(app: string, question: ErrorsQuestion): QueryRequest<ErrorsAnswer> {
  const params = new URLSearchParams({ app, state: question.state });
  if (question.q !== '') params.set('q', question.q);
  if (question.transaction !== undefined) params.set('transaction', question.transaction);
  for (const server of question.servers) params.append('server', server);
  return {
    key: `errors?${params}&${question.from}&${question.to}`,
    subject: `errors ${app} ${question.state} ${question.transaction ?? ''}`,
    live: question.live && endsNow(question),
    load: (signal) => {
      const range = requestRange(app, question);
      params.set('from', range.from);
      params.set('to', range.to);
      return fetchJson(underBase(`api/v1/errors?${params}`), signal);
    },
  };
}

export function errorGroupRequest(app: string, fingerprint: string, asked: Asked): QueryRequest<ErrorGroupAnswer> {
  const path = groupPath(app, fingerprint);
  return {
    key: `${path}&${asked.from}&${asked.to}`,
    subject: path,
    live: asked.live && endsNow(asked),
    load: (signal) => {
      const range = requestRange(app, asked);
      return fetchJson(underBase(`${path}&${new URLSearchParams({ from: range.from, to: range.to })}`), signal);
    },
  };
}

export const changeErrorGroup = (
  app: string,
  fingerprint: string,
  change: ErrorGroupChange,
): Promise<Fetched<ErrorGroupRow>> => sendJson('POST', underBase(groupPath(app, fingerprint)), change);
