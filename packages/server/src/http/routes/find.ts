/** Graphite's `/metrics/find`, GET and POST: the nodes of one level that a glob matches. */
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { graphiteParams, isOn, onlyFormat } from '../graphite-params.ts';
import type { AppContext, Route } from '../route.ts';

const MAX_QUERY_LENGTH = 4_096;

export function findRoute(deps: HttpDeps): Route {
  const answer = async (c: AppContext): Promise<Response> => {
    const params = await graphiteParams(c);
    const format = onlyFormat(params, ['treejson', 'completer'], 'treejson') as 'treejson' | 'completer';
    const query = params.get('query');
    if (query === null || query === '') throw badRequest('query: a pattern such as carpy.* is needed');
    if (query.length > MAX_QUERY_LENGTH)
      throw badRequest(`query: ${query.length} characters, at most ${MAX_QUERY_LENGTH} are taken`);
    const json = await deps.query.run('find', { query, format, wildcards: isOn(params, 'wildcards') });
    return c.body(json, 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  };
  return { path: '/metrics/find', methods: { GET: answer, POST: answer } };
}
