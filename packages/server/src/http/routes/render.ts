/** Graphite's `/render`, GET and POST, as Grafana, scripts and pages with pictures call it. */
import { contentTypeOf } from '../../query/render-formats.ts';
import { wholeBody } from '../bytes-body.ts';
import type { HttpDeps } from '../deps.ts';
import { graphiteParams } from '../graphite-params.ts';
import { renderRequest } from '../render-request.ts';
import type { AppContext, Route } from '../route.ts';

export function renderRoute(deps: HttpDeps): Route {
  const answer = async (c: AppContext): Promise<Response> => {
    const request = renderRequest(await graphiteParams(c), deps.clock(), deps.config);
    const body = await deps.query.run('render', request, c.req.raw.signal);
    const type = request.jsonp === undefined ? contentTypeOf(request.format) : 'text/javascript';
    const headers = { 'Content-Type': type, 'Cache-Control': 'no-store' };
    if (typeof body === 'string') return c.body(body, 200, headers);
    return wholeBody(body, (stream) => c.body(stream, 200, headers));
  };
  return { path: '/render', methods: { GET: answer, POST: answer } };
}
