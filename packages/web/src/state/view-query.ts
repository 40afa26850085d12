/**
 * What the URL's query holds: all that a second browser needs to show the same view. Defaults are left out, so that
 * a link says only what somebody chose. Pure.
 */

export type SortKey = 'time' | 'p95' | 'calls' | 'errors' | 'apdex';
export type HeroView = 'breakdown' | 'percentiles';

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
  live: true,
};

/** Bounds what a made-up link can make us send. */
const MAX_TIME_LENGTH = 64;
const MAX_SERVERS = 100;
const MAX_FILTER_LENGTH = 200;

export function parseViewQuery(search: string): ViewQuery {
  const params = new URLSearchParams(search);
  const time = (key: 'from' | 'to'): string => {
    const given = params.get(key)?.trim() ?? '';
    return given === '' || given.length > MAX_TIME_LENGTH ? DEFAULT_VIEW[key] : given;
  };
  const servers = [...new Set(params.getAll('server'))].filter((s) => s !== '' && s !== '*').slice(0, MAX_SERVERS);
  const sort = params.get('sort');
  return {
    from: time('from'),
    to: time('to'),
    servers,
    sort: sortKeys.find((k) => k === sort) ?? DEFAULT_VIEW.sort,
    q: (params.get('q') ?? '').slice(0, MAX_FILTER_LENGTH),
    hero: params.get('v') === 'percentiles' ? 'percentiles' : DEFAULT_VIEW.hero,
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
  if (view.q !== '') params.set('q', view.q);
  if (view.hero !== DEFAULT_VIEW.hero) params.set('v', view.hero);
  if (!view.live) params.set('live', '0');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
