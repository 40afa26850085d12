/** Graphite's `/render`, GET and POST, as Grafana calls it. JSON only in this version. */
import { isTimezone, parseRange, parseTime } from '@carpy/core';
import type { Config } from '../../config/load.ts';
import type { QueryRequests } from '../../query/query-client.ts';
import { bytesBody } from '../bytes-body.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { graphiteParams, isOn, onlyFormat } from '../graphite-params.ts';
import { oldestKeptMs } from '../range.ts';
import type { AppContext, Route } from '../route.ts';

const JSON_HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } as const;
const RENDER_LIMITS = { targets: 200, targetLength: 65_536, maxDataPoints: 1_000_000 } as const;

export function renderRoute(deps: HttpDeps): Route {
  const answer = async (c: AppContext): Promise<Response> => {
    const request = renderRequest(await graphiteParams(c), deps.clock(), deps.config);
    if (request.targets.length === 0) return c.body('[]', 200, JSON_HEADERS);
    return c.body(bytesBody(await deps.query.run('render', request, c.req.raw.signal)), 200, JSON_HEADERS);
  };
  return { path: '/render', methods: { GET: answer, POST: answer } };
}

function renderRequest(
  params: URLSearchParams,
  clockMs: number,
  config: Pick<Config, 'timezone' | 'retention'>,
): QueryRequests['render']['request'] {
  onlyFormat(params, ['json'], 'json');
  const template = [...params.keys()].find((key) => key.startsWith('template['));
  if (template !== undefined) throw badRequest(`${template.slice(0, 60)}: templates are not supported in this version`);
  const targets = [...params.getAll('target'), ...params.getAll('target[]')].filter((target) => target.trim() !== '');
  if (targets.length > RENDER_LIMITS.targets)
    throw badRequest(`target: ${targets.length} were given, at most ${RENDER_LIMITS.targets} are taken`);
  const long = targets.find((target) => target.length > RENDER_LIMITS.targetLength);
  if (long !== undefined)
    throw badRequest(`target: ${long.length} characters, at most ${RENDER_LIMITS.targetLength} are taken`);
  const zone = params.get('tz') ?? '';
  // As Graphite does: an unknown timezone is ignored.
  const timezone = zone !== '' && zone.length <= 64 && isTimezone(zone) ? zone : config.timezone;
  const now = params.get('now') || '';
  const nowMs = now === '' ? clockMs : parseTime(now, { nowMs: clockMs, timezone });
  const { fromMs, untilMs } = parseRange({
    from: params.get('from') || '-24h',
    until: params.get('until') || 'now',
    nowMs,
    timezone,
  });
  // As whisper does: nothing is kept before the oldest tier's first slot, and nothing comes from the future.
  const keptFromMs = Math.min(untilMs, Math.max(fromMs, oldestKeptMs(Math.min(nowMs, clockMs), config)));
  const keptUntilMs = Math.max(keptFromMs, Math.min(untilMs, Math.max(nowMs, clockMs)));
  return {
    targets,
    fromS: Math.floor(keptFromMs / 1_000),
    untilS: Math.floor(keptUntilMs / 1_000),
    nowS: Math.floor(nowMs / 1_000),
    maxDataPoints: maxDataPointsOf(params.get('maxDataPoints')),
    noNullPoints: isOn(params, 'noNullPoints'),
  };
}

function maxDataPointsOf(given: string | null): number | undefined {
  if (given === null || given === '') return undefined;
  // Grafana sends a fraction at some zoom levels.
  const points = Math.floor(Number(given));
  if (!(points >= 1 && points <= RENDER_LIMITS.maxDataPoints)) {
    throw badRequest(
      `maxDataPoints: "${given.slice(0, 40)}" was given, a number from 1 to ${RENDER_LIMITS.maxDataPoints} is needed`,
    );
  }
  return points;
}
