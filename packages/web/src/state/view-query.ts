/**
 * What the URL's query holds: all that a second browser needs to show the same view. Defaults are left out, so that
 * a link says only what somebody chose. Pure.
 */

import { parseDurations } from './durations.ts';

export type SortKey = 'time' | 'p95' | 'calls' | 'errors' | 'apdex';
export type HeroView = 'breakdown' | 'percentiles' | 'heatmap';
/** Sections of a transaction's page. */
export type TransactionTab = 'time' | 'slow' | 'errors';
export type ErrorStateFilter = 'open' | 'resolved' | 'ignored';

const heroViews: readonly HeroView[] = ['breakdown', 'percentiles', 'heatmap'];
const transactionTabs: readonly TransactionTab[] = ['time', 'slow', 'errors'];
export const errorStates: readonly ErrorStateFilter[] = ['open', 'resolved', 'ignored'];

export type RecordOrder = 'newest' | 'slowest';

const recordOrders: readonly RecordOrder[] = ['newest', 'slowest'];
export const sortKeys: readonly SortKey[] = ['time', 'p95', 'calls', 'errors', 'apdex'];

export interface ViewQuery {
  /** As written by the user or a zoom: `-1h`, `now/d`, epoch ms, ISO. */
  readonly from: string;
  readonly to: string;
  /** Segments of servers; empty is all of them. */
  readonly servers: readonly string[];
  readonly sort: SortKey;
  /** Filter text of the page's list. */
  readonly q: string;
  readonly hero: HeroView;
  readonly tab: TransactionTab;
  /** Of the groups of errors that are listed. */
  readonly state: ErrorStateFilter;
  /** Of the request log; `sort` in the URL as well: no page has both. */
  readonly order: RecordOrder;
  /** Id of the record that is open beside the list. */
  readonly sel: string;
  /** True follows requests as they come in (`v=tail`). */
  readonly tail: boolean;
  /** Bounds of durations that the scatter shows alone (`ms=200..1000`); empty is all. */
  readonly durations: string;
  /** False once the user has stopped the live updates. */
  readonly live: boolean;
}

export const DEFAULT_VIEW: ViewQuery = {
  from: '-1h',
  to: 'now',
  servers: [],
  sort: 'time',
  q: '',
  hero: 'breakdown',
  tab: 'time',
  state: 'open',
  order: 'newest',
  sel: '',
  tail: false,
  durations: '',
  live: true,
};

/** Bounds what a made-up link can make us send. */
const MAX_TIME_LENGTH = 64;
const MAX_SERVERS = 100;
const MAX_FILTER_LENGTH = 1000;

/** As records are named. */
const recordId = /^[0-9a-f]{32}$/;

export function parseViewQuery(search: string): ViewQuery {
  const params = new URLSearchParams(search);
  const time = (key: 'from' | 'to'): string => {
    const given = params.get(key)?.trim() ?? '';
    return given === '' || given.length > MAX_TIME_LENGTH ? DEFAULT_VIEW[key] : given;
  };
  const servers = [...new Set(params.getAll('server'))].filter((s) => s !== '' && s !== '*').slice(0, MAX_SERVERS);
  /** One of a few words; anything else is the default. */
  const word = <Word extends string>(key: string, words: readonly Word[], otherwise: Word): Word => {
    const given = params.get(key);
    return words.find((one) => one === given) ?? otherwise;
  };
  return {
    from: time('from'),
    to: time('to'),
    servers,
    sort: word('sort', sortKeys, DEFAULT_VIEW.sort),
    q: (params.get('q') ?? '').slice(0, MAX_FILTER_LENGTH),
    hero: word('v', heroViews, DEFAULT_VIEW.hero),
    tab: word('tab', transactionTabs, DEFAULT_VIEW.tab),
    state: word('state', errorStates, DEFAULT_VIEW.state),
    order: word('sort', recordOrders, DEFAULT_VIEW.order),
    sel: recordId.test(params.get('sel') ?? '') ? (params.get('sel') ?? '') : '',
    tail: params.get('v') === 'tail',
    durations: parseDurations(params.get('ms') ?? '') === undefined ? '' : (params.get('ms') ?? ''),
    live: params.get('live') !== '0',
  };
}

/** The query with its leading `?`, or an empty text where all is default. */
export function formatViewQuery(view: ViewQuery): string {
  const params = new URLSearchParams();
  if (view.from !== DEFAULT_VIEW.from) params.set('from', view.from);
  if (view.to !== DEFAULT_VIEW.to) params.set('to', view.to);
  for (const server of view.servers) params.append('server', server);
  if (view.sort !== DEFAULT_VIEW.sort) params.set('sort', view.sort);
  if (view.order !== DEFAULT_VIEW.order) params.set('sort', view.order);
  if (view.q !== '') params.set('q', view.q);
  if (view.hero !== DEFAULT_VIEW.hero) params.set('v', view.hero);
  if (view.tab !== DEFAULT_VIEW.tab) params.set('tab', view.tab);
  if (view.state !== DEFAULT_VIEW.state) params.set('state', view.state);
  if (view.tail) params.set('v', 'tail');
  if (view.durations !== '') params.set('ms', view.durations);
  if (view.sel !== '') params.set('sel', view.sel);
  if (!view.live) params.set('live', '0');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
