/**
 * Graphite's `/metrics/get-metadata` and `/metrics/set-metadata`. The only key that carbon knows is aggregationMethod; here it comes from the
 * configuration and the kind of a series, so that it can be read and not set.
 */
import { CarpyError } from '@carpy/core';
import { mediaType, readJson } from '../body.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { textOf } from '../fields.ts';
import { answerData } from '../graphite-answer.ts';
import { graphiteParams } from '../graphite-params.ts';
import type { AppContext, Route } from '../route.ts';

const KEY = 'aggregationMethod';
const MAX_METRICS = 1_000;
const MAX_PATH_LENGTH = 8_192;
const FIXED = {
  error: `${KEY} comes from the configuration (--graphite-conf) and the kind of a series, and can't be set for one`,
};

type Result = { readonly value: string } | { readonly error: string };

export function metadataRoutes(deps: HttpDeps): readonly Route[] {
  const get = async (c: AppContext): Promise<Response> => {
    const params = await graphiteParams(c);
    const key = params.get('key') ?? '';
    const results: [string, Result][] = [];
    for (const metric of checked(params.getAll('metric'))) results.push([metric, await metadataOf(deps, metric, key)]);
    return answerData(c, params, Object.fromEntries(results));
  };
  const set = async (c: AppContext): Promise<Response> => {
    const json = c.req.method === 'POST' && mediaType(c) === 'application/json';
    const params = json ? new URL(c.req.url).searchParams : await graphiteParams(c);
    const metrics = json ? metricsOf(await readJson(c)) : params.getAll('metric');
    const operations = params.get('operations');
    if (operations !== null) metrics.push(...metricsOf(parsed(operations)));
    return answerData(c, params, Object.fromEntries(checked(metrics).map((metric) => [metric, FIXED])));
  };
  return [
    { path: '/metrics/get-metadata', methods: { GET: get, POST: get } },
    { path: '/metrics/set-metadata', methods: { GET: set, POST: set } },
  ];
}

async function metadataOf({ store }: HttpDeps, metric: string, key: string): Promise<Result> {
  if (key !== KEY) return { error: `Unsupported metadata key "${key.slice(0, 100)}"` };
  const value = await store.aggregationOf(metric);
  return value === undefined ? { error: 'there is no such series' } : { value };
}

function checked(metrics: string[]): string[] {
  if (metrics.length === 0 || metrics.length > MAX_METRICS)
    throw badRequest(`metric: ${metrics.length} were given, 1 to ${MAX_METRICS} are needed`);
  return metrics.map((metric) => textOf(metric, 'metric', MAX_PATH_LENGTH));
}

function metricsOf(operations: unknown): string[] {
  if (!Array.isArray(operations)) throw badRequest('operations: a list of {metric, key, value} is needed');
  return operations.map((one: unknown) =>
    textOf((one as { metric?: unknown } | null)?.metric, 'metric', MAX_PATH_LENGTH),
  );
}

function parsed(operations: string): unknown {
  try {
    return JSON.parse(operations);
  } catch (e) {
    throw new CarpyError('CARPY_BAD_REQUEST', 'operations: no JSON', { cause: e });
  }
}
