/**
 * Graphite's `/tags`: which tags and values there are, which series have them, and what editors complete. Series are tagged by being sent:
 * a series is there once it has points, so registering one only says its name in canonical form.
 */
import { canonicalName, fnv1aHex } from '@carpy/core';
import { type StopFlag, stopFlag } from '../../query/query-stop.ts';
import { within } from '../../query/within.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { textOf } from '../fields.ts';
import { answerData } from '../graphite-answer.ts';
import { graphiteParams, valuesOf, wholeNumber } from '../graphite-params.ts';
import type { AppContext, Route, RouteHandler } from '../route.ts';

/** Most tags, values or series of one answer. */
const MOST = 100_000;
/** As graphite-web's TAGDB_AUTOCOMPLETE_LIMIT. */
const USUAL_COMPLETIONS = 100;
const MAX_TEXT = 8_192;

type Answer = (params: URLSearchParams, c: AppContext) => Promise<unknown>;
/** `stop` says so once nobody waits for the answer any more. */
type Search = (params: URLSearchParams, stop: StopFlag, c: AppContext) => Promise<unknown>;

export function tagRoutes(deps: HttpDeps): readonly Route[] {
  const { store, config } = deps;
  const handler =
    (answer: Answer): RouteHandler =>
    async (c) => {
      const params = await graphiteParams(c);
      return answerData(c, params, await answer(params, c));
    };
  /** Ends with the query's time, and when the client goes away. */
  const searching = (search: Search): RouteHandler =>
    handler((params, c) => {
      const stop = stopFlag();
      const bounds = { timeoutMs: config.queryTimeoutMs, signal: c.req.raw.signal };
      return within(search(params, stop, c), bounds, (tell) => tell(stop));
    });
  const reading = (path: string, search: Search): Route => {
    const handle = searching(search);
    return { path, methods: { GET: handle, POST: handle } };
  };
  const writing = (path: string, answer: Answer): Route => ({ path, methods: { POST: handler(answer) } });
  const complete = (
    params: URLSearchParams,
    stop: StopFlag,
    tag: string | undefined,
    prefix: string,
  ): Promise<string[]> =>
    store.completeTags(
      {
        tag,
        prefix: textOf(params.get(prefix) ?? '', prefix, MAX_TEXT, 0),
        expressions: valuesOf(params, 'expr'),
        limit: wholeNumber(params, 'limit', { least: 1, most: MOST, usual: USUAL_COMPLETIONS }),
      },
      stop,
    );
  return [
    reading('/tags/findSeries', async (params, stop) => {
      const expressions = valuesOf(params, 'expr');
      if (expressions.length === 0) throw badRequest('expr: a tag expression such as name=disk.used is needed');
      return (await store.findByTags(expressions, MOST, stop)).map(({ path }) => path);
    }),
    reading('/tags/autoComplete/tags', async (params, stop) => complete(params, stop, undefined, 'tagPrefix')),
    reading('/tags/autoComplete/values', async (params, stop) => {
      const tag = params.get('tag') ?? '';
      if (tag === '') throw badRequest('tag: the tag whose values are wanted is needed');
      return complete(params, stop, tag, 'valuePrefix');
    }),
    writing('/tags/tagSeries', async (params) => canonical(params.get('path') ?? '')),
    writing('/tags/tagMultiSeries', async (params) => given(params).map(canonical)),
    writing('/tags/delSeries', async (params) => {
      const names = given(params).map(canonical);
      const plain = names.find((name) => !name.includes(';'));
      if (plain !== undefined) {
        throw badRequest(
          `path: "${plain.slice(0, 100)}" has no tags; series without tags are removed by DELETE /api/v1/series`,
        );
      }
      let series = 0;
      for (const name of names) series += (await store.remove(name)).series;
      deps.log.info('tagged series were removed', { names: names.length, series });
      return true;
    }),
    { path: '/tags', methods: { GET: searching((params, stop) => listTags(deps, params, stop)) } },
    {
      path: '/tags/:tag',
      methods: { GET: searching((params, stop, c) => listValues(deps, params, stop, c.req.param('tag') ?? '')) },
    },
  ];
}

async function listTags({ store }: HttpDeps, params: URLSearchParams, stop: StopFlag): Promise<unknown> {
  const { filter, limit } = listOptions(params);
  const names = { tag: undefined, prefix: '', expressions: [], limit };
  const tags = await store.completeTags(filter === undefined ? names : { ...names, filter }, stop);
  return tags.map((tag) => ({ id: idOf(tag), tag }));
}

/** Null for an unknown tag. */
async function listValues({ store }: HttpDeps, params: URLSearchParams, stop: StopFlag, tag: string): Promise<unknown> {
  const values = await store.tagValues({ tag, ...listOptions(params) }, stop);
  if (values === undefined) return null;
  return {
    id: idOf(tag),
    tag,
    values: values.map(({ value, series }) => ({ id: idOf(value), value, count: series })),
  };
}

function listOptions(params: URLSearchParams): { readonly filter: string | undefined; readonly limit: number } {
  return {
    filter: params.get('filter') || undefined,
    limit: wholeNumber(params, 'limit', { least: 1, most: MOST, usual: MOST }),
  };
}

/** Graphite numbers its tags as they come; here the number follows from the text, so that it stays. */
const idOf = (text: string): number => Number.parseInt(fnv1aHex(text), 16);

function given(params: URLSearchParams): string[] {
  const paths = valuesOf(params, 'path');
  if (paths.length === 0) throw badRequest('path: a tagged name such as disk.used;host=web-1 is needed');
  return paths;
}

function canonical(path: string): string {
  const name = canonicalName(textOf(path, 'path', MAX_TEXT));
  if (name === undefined)
    throw badRequest(`path: "${path.slice(0, 100)}" is no name; write path;tag=value, with at most 20 tags`);
  return name;
}
