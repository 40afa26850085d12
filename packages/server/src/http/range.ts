/** The query parameters that the pages' endpoints share: from, to, server, points. */
import { isTimezone, parseRange } from '@carpy/core';
import type { Config } from '../config/load.ts';
import type { RangeJson } from '../query/query-client.ts';
import { badRequest } from './errors.ts';
import type { AppContext } from './route.ts';

const POINTS = { least: 10, most: 1_000, usual: 300 } as const;
const MAX_SERVERS = 200;

export interface ViewParams {
  readonly range: RangeJson;
  readonly servers: readonly string[];
  readonly maxPoints: number;
  readonly nowMs: number;
}

/** Throws CARPY_BAD_TIME and CARPY_BAD_REQUEST. */
export function viewParams(c: AppContext, nowMs: number, config: Pick<Config, 'timezone' | 'retention'>): ViewParams {
  const asked = rangeOf(c, nowMs, config.timezone, '-1h');
  const range = { ...asked, fromMs: Math.min(asked.toMs, Math.max(asked.fromMs, oldestKeptMs(nowMs, config))) };
  return { range, servers: serversOf(c), maxPoints: pointsOf(c), nowMs };
}

/** Before this moment nothing is kept: a range that starts earlier is answered from here, as Graphite does. Epoch ms. */
export const oldestKeptMs = (nowMs: number, { retention }: Pick<Config, 'retention'>): number =>
  nowMs - 1_000 * Math.max(...retention.map((tier) => tier.retentionS));

/** `from` (default `usualFrom`), `to` (default now) and `tz`. */
export function rangeOf(c: AppContext, nowMs: number, timezone: string, usualFrom: string): RangeJson {
  const from = c.req.query('from') || usualFrom;
  const to = c.req.query('to') || 'now';
  const { fromMs, untilMs } = parseRange({ from, until: to, nowMs, timezone: timezoneOf(c, timezone) });
  return { fromMs, toMs: untilMs, live: to === 'now' && untilMs === nowMs };
}

/** The request's `tz` where it is one, as Graphite does: an unknown one is ignored. */
function timezoneOf(c: AppContext, usual: string): string {
  const asked = c.req.query('tz');
  return asked !== undefined && asked !== '' && asked.length <= 64 && isTimezone(asked) ? asked : usual;
}

/** Segments; `*` and nothing mean all. */
export function serversOf(c: AppContext): string[] {
  const given = c.req.queries('server') ?? [];
  if (given.length > MAX_SERVERS)
    throw badRequest(`server: ${given.length} were given, at most ${MAX_SERVERS} are taken`);
  if (given.includes('*')) return [];
  return [...new Set(given.filter((server) => server !== '').map((server) => segmentOf(server, 'server')))];
}

function pointsOf(c: AppContext): number {
  const given = c.req.query('points');
  if (given === undefined || given === '') return POINTS.usual;
  const points = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (!(points >= POINTS.least && points <= POINTS.most)) {
    throw badRequest(
      `points: "${given.slice(0, 40)}" was given, a whole number from ${POINTS.least} to ${POINTS.most} is needed`,
    );
  }
  return points;
}

/** A segment as it comes in a path or query. Anything else can't name what exists, and would be a glob. */
export function segmentOf(given: string, what: string): string {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(given)) {
    throw badRequest(
      `${what}: "${given.slice(0, 140)}" was given, a segment of 1 to 128 letters, digits, _ and - is needed`,
    );
  }
  return given;
}
