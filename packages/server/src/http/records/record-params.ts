/** The query parameters that the endpoints of the request log share. Each fault is told with what is allowed. */
import { parseRecordQuery, segment } from '@carpy/core';
import type { RecordScope, RecordSearch } from '@carpy/store';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { rangeOf } from '../range.ts';
import type { AppContext } from '../route.ts';
import { bucketMsFor } from './bucket-width.ts';

const MAX_APP_CHARS = 256;
const MAX_CURSOR_CHARS = 500;
const PAGE: Bounds = { least: 0, most: 1_000, usual: 100 };
const POINTS: Bounds = { least: 1, most: 10_000, usual: 2_000 };
const FACETS: Bounds = { least: 0, most: 50, usual: 0 };
const BUCKETS: Bounds = { least: 0, most: 500, usual: 0 };

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/** `app`, `q`, `from`, `to`. Throws CARPY_BAD_QUERY with the position in `q`, CARPY_BAD_TIME, CARPY_BAD_REQUEST. */
export function scopeOf(c: AppContext, { clock, config }: HttpDeps, usualFrom = '-24h'): RecordScope {
  const { fromMs, toMs } = rangeOf(c, clock(), config.timezone, usualFrom);
  return { app: appOf(c), filter: parseRecordQuery(c.req.query('q') ?? ''), fromMs, untilMs: toMs };
}

/** A name as written or its segment; empty means all. */
export function appOf(c: AppContext): string {
  const app = c.req.query('app') ?? '';
  if (app.length > MAX_APP_CHARS) throw badRequest(`app: a name of at most ${MAX_APP_CHARS} characters is needed`);
  return app === '' ? '' : segment(app);
}

/** A page with what is counted beside it: `order`, `limit`, `cursor`, `facets`, `buckets`. */
export function searchOf(c: AppContext, deps: HttpDeps): RecordSearch {
  const scope = scopeOf(c, deps);
  const buckets = numberParam(c, 'buckets', BUCKETS);
  return {
    ...scope,
    order: choiceParam(c, 'order', ['newest', 'slowest'] as const),
    limit: numberParam(c, 'limit', PAGE),
    cursor: cursorOf(c),
    facetValues: numberParam(c, 'facets', FACETS),
    bucketMs: buckets === 0 ? 0 : bucketMsFor(scope.untilMs - scope.fromMs, buckets),
  };
}

export const pointLimitOf = (c: AppContext): number => numberParam(c, 'limit', POINTS);

/** One of `words`; the first where none is given. */
export function choiceParam<T extends string>(c: AppContext, name: string, words: readonly [T, ...T[]]): T {
  const given = c.req.query(name);
  if (given === undefined || given === '') return words[0];
  const found = words.find((word) => word === given);
  if (found === undefined)
    throw badRequest(`${name}: "${given.slice(0, 40)}" was given, ${words.join(' or ')} is needed`);
  return found;
}

function numberParam(c: AppContext, name: string, { least, most, usual }: Bounds): number {
  const given = c.req.query(name);
  if (given === undefined || given === '') return usual;
  const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (!(value >= least && value <= most))
    throw badRequest(`${name}: "${given.slice(0, 40)}" was given, a whole number from ${least} to ${most} is needed`);
  return value;
}

function cursorOf(c: AppContext): string | undefined {
  const cursor = c.req.query('cursor');
  if (cursor !== undefined && cursor.length > MAX_CURSOR_CHARS)
    throw badRequest('cursor: it is longer than any that an answer gave');
  return cursor === '' ? undefined : cursor;
}
