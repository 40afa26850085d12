/** The questions that pages ask. Each answers with the request for `createQuery`. */
import type {
  AppsAnswer,
  HeatmapAnswer,
  OverviewAnswer,
  StatusAnswer,
  TransactionAnswer,
  TransactionsAnswer,
} from '@carpy/api';
import { underBase } from '../router/base-path.ts';
import { endsNow, type RangeText } from '../state/range.ts';
import type { ViewQuery } from '../state/view-query.ts';
import { fetchJson } from './fetch-json.ts';
import { get, type QueryRequest } from './query.ts';
import { loadYoung, requestRange } from './young-apps.ts';

/** What a question depends on of the view. */
type Asked = Pick<ViewQuery, 'from' | 'to' | 'servers' | 'live'>;

export interface Question extends Asked {
  readonly points: number;
}

function search(range: RangeText, question: Pick<Question, 'servers' | 'points'>): string {
  const params = new URLSearchParams({ from: range.from, to: range.to, points: String(question.points) });
  for (const server of question.servers) params.append('server', server);
  return `?${params}`;
}

/** The key holds the range as written: `-1h` is one question, however late it is. */
const keyOf = (path: string, question: Question): string => `${path}${search(question, question)}`;
const isLive = (question: Asked): boolean => question.live && endsNow(question);
const appPath = (app: string): string => `api/v1/apps/${encodeURIComponent(app)}`;

export const statusRequest = (): QueryRequest<StatusAnswer> => ({
  key: 'status',
  subject: 'status',
  live: false,
  load: get(underBase('api/v1/status')),
});

/** All apps over the last hour: for the switcher, the server filter and the start page. */
export function appsRequest(live: boolean): QueryRequest<AppsAnswer> {
  return { key: 'apps', subject: 'apps', live, load: get(underBase('api/v1/apps?from=-1h&to=now&points=60')) };
}

export function overviewRequest(app: string, question: Question): QueryRequest<OverviewAnswer> {
  const path = `${appPath(app)}/overview`;
  return {
    key: keyOf(path, question),
    subject: path,
    live: isLive(question),
    load: (signal) =>
      loadYoung<OverviewAnswer>(app, question, (range) => fetchJson(underBase(path + search(range, question)), signal)),
  };
}

export function transactionsRequest(app: string, question: Question): QueryRequest<TransactionsAnswer> {
  const path = `${appPath(app)}/transactions`;
  return {
    key: keyOf(path, question),
    subject: path,
    live: isLive(question),
    load: (signal) => fetchJson(underBase(path + search(requestRange(app, question), question)), signal),
  };
}

export function transactionRequest(
  app: string,
  transaction: string,
  question: Question,
): QueryRequest<TransactionAnswer> {
  const path = `${appPath(app)}/transactions/${encodeURIComponent(transaction)}`;
  return {
    key: keyOf(path, question),
    subject: path,
    live: isLive(question),
    load: (signal) =>
      loadYoung<TransactionAnswer>(app, question, (range) =>
        fetchJson(underBase(path + search(range, question)), signal),
      ),
  };
}

/** Of all transactions where none is named. */
export function heatmapRequest(
  app: string,
  transaction: string | undefined,
  question: Question,
): QueryRequest<HeatmapAnswer> {
  const path = `${appPath(app)}/heatmap`;
  const one = transaction === undefined ? '' : `&transaction=${encodeURIComponent(transaction)}`;
  return {
    key: `${keyOf(path, question)}${one}`,
    subject: `${path}${one}`,
    live: isLive(question),
    load: (signal) => fetchJson(underBase(path + search(requestRange(app, question), question) + one), signal),
  };
}
