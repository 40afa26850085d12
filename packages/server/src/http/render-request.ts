/** A request to Graphite's /render, from its parameters. */
import { isTimezone, parseRange, parseTime } from '@carpy/core';
import { type ChartOptions, readChartOptions } from '@carpy/graphite';
import type { Config } from '../config/load.ts';
import {
  isPicture,
  type RenderFormat,
  type RenderRequest,
  renderFormats,
  takesJsonp,
} from '../query/render-formats.ts';
import { badRequest } from './errors.ts';
import { callbackOf } from './graphite-answer.ts';
import { isOn } from './graphite-params.ts';

const LIMITS = { targets: 200, targetLength: 65_536, maxDataPoints: 1_000_000, templates: 100 } as const;

/** @throws CarpyError CARPY_BAD_REQUEST that names the parameter and what is allowed, CARPY_BAD_TIME. */
export function renderRequest(
  params: URLSearchParams,
  clockMs: number,
  config: Pick<Config, 'timezone'>,
): RenderRequest {
  const format = formatOf(params);
  // A count that nobody reads: answers are not kept. It is still refused where graphite-web refuses it.
  wholeNumber(params, 'cacheTimeout', 0, Number.MAX_SAFE_INTEGER);
  return {
    targets: targetsOf(params),
    ...rangeOf(params, clockMs, config),
    maxDataPoints: wholeNumber(params, 'maxDataPoints', 1, LIMITS.maxDataPoints),
    noNullPoints: isOn(params, 'noNullPoints'),
    xFilesFactor: xFilesFactorOf(params.get('xFilesFactor') ?? ''),
    template: templateOf(params),
    format,
    jsonp: takesJsonp(format) ? callbackOf(params) : undefined,
    pretty: isOn(params, 'pretty'),
    chart: chartOf(params, format),
  };
}

function formatOf(params: URLSearchParams): RenderFormat {
  // Two parameters of clients from before there was `format`.
  const old = params.has('rawData') ? 'raw' : params.has('pickle') ? 'pickle' : renderFormats[0];
  const given = params.get('format') || old;
  const format = renderFormats.find((one) => one === given);
  if (format !== undefined) return format;
  throw badRequest(`format: "${given?.slice(0, 40)}" was asked for, supported is ${renderFormats.join(', ')}`);
}

function targetsOf(params: URLSearchParams): string[] {
  const targets = [...params.getAll('target'), ...params.getAll('target[]')].filter((target) => target.trim() !== '');
  if (targets.length > LIMITS.targets)
    throw badRequest(`target: ${targets.length} were given, at most ${LIMITS.targets} are taken`);
  const long = targets.find((target) => target.length > LIMITS.targetLength);
  if (long !== undefined)
    throw badRequest(`target: ${long.length} characters, at most ${LIMITS.targetLength} are taken`);
  return targets;
}

function rangeOf(
  params: URLSearchParams,
  clockMs: number,
  config: Pick<Config, 'timezone'>,
): Pick<RenderRequest, 'fromS' | 'untilS' | 'nowS' | 'timezone'> {
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
  return {
    fromS: Math.floor(fromMs / 1_000),
    untilS: Math.floor(untilMs / 1_000),
    nowS: Math.floor(nowMs / 1_000),
    timezone,
  };
}

function wholeNumber(params: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const given = params.get(name) ?? '';
  if (given === '') return undefined;
  // Grafana sends a fraction at some zoom levels.
  const value = Math.floor(Number(given));
  if (value >= least && value <= most) return value;
  throw badRequest(`${name}: "${given.slice(0, 40)}" was given, a number from ${least} to ${most} is needed`);
}

function xFilesFactorOf(given: string): number | undefined {
  if (given === '') return undefined;
  const factor = Number(given);
  if (factor >= 0 && factor <= 1) return factor;
  throw badRequest(`xFilesFactor: "${given.slice(0, 40)}" was given, a number from 0 to 1 is needed`);
}

/** The values of `template[name]=value`. */
function templateOf(params: URLSearchParams): Record<string, string> | undefined {
  // No prototype: names are the client's.
  const template: Record<string, string> = Object.create(null);
  for (const [key, value] of params) {
    const name = /^template\[(.*)\]$/s.exec(key)?.[1];
    if (name !== undefined && !(name in template)) template[name] = value;
  }
  const names = Object.keys(template);
  if (names.length > LIMITS.templates)
    throw badRequest(`template[…]: ${names.length} were given, at most ${LIMITS.templates} are taken`);
  return names.length === 0 ? undefined : { ...template };
}

function chartOf(params: URLSearchParams, format: RenderFormat): ChartOptions | undefined {
  if (isPicture(format)) return readChartOptions((name) => params.get(name));
  if (params.get('graphType') === 'pie')
    throw badRequest(`graphType: "pie" is drawn with format=svg or format=png, "${format}" was asked for`);
  return undefined;
}
