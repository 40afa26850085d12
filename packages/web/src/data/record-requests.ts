/** Questions to the request log. */
import type { RecordDetailAnswer, RecordPointsAnswer, RecordsPage } from '@carpy/api';
import { underBase } from '../router/base-path.ts';
import { joined } from '../state/query-parts.ts';
import { termOf } from '../state/query-term.ts';
import { endsNow } from '../state/range.ts';
import type { ViewQuery } from '../state/view-query.ts';
import { fetchJson } from './fetch-json.ts';
import { knownApp } from './known-apps.ts';
import { get, type QueryRequest } from './query.ts';
import { requestRange } from './young-apps.ts';

export type RecordsQuestion = Pick<ViewQuery, 'from' | 'to' | 'servers' | 'live' | 'q' | 'order'>;

/** Rows of one page. */
const PAGE_ROWS = 200;
const FACET_VALUES = 10;
const BUCKETS = 120;

/** The query with the servers chosen for the whole page, which it does not hold. */
export function wholeQuery(app: string, question: Pick<RecordsQuestion, 'servers' | 'q'>): string {
  if (question.servers.length === 0) return question.q;
  const displays = question.servers.map(
    (segment) => knownApp(app)?.servers.find(({ server }) => server === segment)?.display ?? segment,
  );
  const terms = displays.map((display) => termOf('server', display)).join(' or ');
  return joined(question.q, displays.length > 1 ? `(${terms})` : terms);
}

export const appAsWritten = (app: string): string => knownApp(app)?.display ?? app;

function search(app: string, question: RecordsQuestion, more: Readonly<Record<string, string>>): string {
  const range = requestRange(app, question);
  const params = new URLSearchParams({ app: appAsWritten(app), from: range.from, to: range.to });
  const q = wholeQuery(app, question);
  if (q !== '') params.set('q', q);
  for (const [key, value] of Object.entries(more)) params.set(key, value);
  return `?${params}`;
}

/** The first page, with facets and histogram. */
export function recordsRequest(app: string, question: RecordsQuestion): QueryRequest<RecordsPage> {
  const more = {
    order: question.order,
    limit: String(PAGE_ROWS),
    view: 'rows',
    facets: String(FACET_VALUES),
    buckets: String(BUCKETS),
  };
  return {
    key: `records ${app} ${question.from} ${question.to} ${question.order} ${wholeQuery(app, question)}`,
    subject: `records ${app}`,
    live: question.live && endsNow(question),
    load: (signal) => fetchJson(underBase(`api/v1/records${search(app, question, more)}`), signal),
  };
}

/** The page after a cursor, of the range that the first page answered for. */
export const nextRecordsUrl = (app: string, question: RecordsQuestion, cursor: string): string =>
  underBase(
    `api/v1/records${search(app, question, { order: question.order, limit: String(PAGE_ROWS), view: 'rows', cursor })}`,
  );

export const exportUrl = (app: string, question: RecordsQuestion, format: 'csv' | 'ndjson'): string =>
  underBase(`api/v1/records/export${search(app, question, { order: question.order, format })}`);

/** The slowest of a range, for the overview. */
export function slowestRequest(app: string, question: RecordsQuestion, limit: number): QueryRequest<RecordsPage> {
  return {
    key: `slowest ${app} ${limit} ${question.from} ${question.to} ${wholeQuery(app, question)}`,
    subject: `slowest ${app}`,
    live: question.live && endsNow(question),
    load: (signal) =>
      fetchJson(
        underBase(`api/v1/records${search(app, question, { order: 'slowest', limit: String(limit), view: 'rows' })}`),
        signal,
      ),
  };
}

/** Points of the scatter, at most 2,000. `of`: what they are of; other bounds of durations are the same subject. */
export function pointsRequest(app: string, of: string, question: RecordsQuestion): QueryRequest<RecordPointsAnswer> {
  const q = wholeQuery(app, question);
  return {
    key: `points ${app} ${question.from} ${question.to} ${q}`,
    subject: `points ${app} ${of}`,
    live: question.live && endsNow(question),
    load: (signal) => fetchJson(underBase(`api/v1/records/points${search(app, question, { limit: '2000' })}`), signal),
  };
}

/** `app` as written, where it is known: records of one id in two apps are two. */
export function recordRequest(id: string, app?: string): QueryRequest<RecordDetailAnswer> {
  const query = app === undefined ? '' : `?${new URLSearchParams({ app })}`;
  return {
    key: `record ${id}${query}`,
    subject: `record ${id}`,
    live: false,
    load: get(underBase(`api/v1/records/${encodeURIComponent(id)}${query}`)),
  };
}

export const tailUrl = (app: string, question: Pick<RecordsQuestion, 'servers' | 'q'>): string =>
  underBase(
    `api/v1/live?${new URLSearchParams({ topic: 'tail', app: appAsWritten(app), q: wholeQuery(app, question) })}`,
  );
