/** Graphite's `/metrics/expand`, GET and POST: the paths that globs match. */
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { checkQuery, showsSilent } from '../find-query.ts';
import { answerJson, indentOf } from '../graphite-answer.ts';
import { graphiteParams, isOn, valuesOf } from '../graphite-params.ts';
import { graphiteTimes } from '../graphite-times.ts';
import type { AppContext, Route } from '../route.ts';

const MAX_QUERIES = 100;

export function expandRoute(deps: HttpDeps): Route {
  const answer = async (c: AppContext): Promise<Response> => {
    const params = await graphiteParams(c);
    const queries = valuesOf(params, 'query').filter((query) => query !== '');
    if (queries.length > MAX_QUERIES)
      throw badRequest(`query: ${queries.length} were given, at most ${MAX_QUERIES} are taken`);
    for (const query of queries) checkQuery(query);
    const json = await deps.query.run('expand', {
      queries,
      groupByExpr: isOn(params, 'groupByExpr'),
      leavesOnly: isOn(params, 'leavesOnly'),
      showSilent: showsSilent(graphiteTimes(params, deps.clock(), deps.config)),
      indent: indentOf(params),
    });
    return answerJson(c, params, json);
  };
  return { path: '/metrics/expand', methods: { GET: answer, POST: answer } };
}
