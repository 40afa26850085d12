/** Graphite's `/functions` and `/functions/<name>`: what targets may call, for editors such as Grafana's. */
import { CarpyError } from '@carpy/core';
import type { HttpDeps } from '../deps.ts';
import { answerJson, indentOf } from '../graphite-answer.ts';
import { isOn } from '../graphite-params.ts';
import type { AppContext, Route } from '../route.ts';

export function functionRoutes(deps: HttpDeps): readonly Route[] {
  const answer = async (c: AppContext): Promise<Response> => {
    const params = new URL(c.req.url).searchParams;
    const name = c.req.param('name');
    const json = await deps.query.run('functions', {
      name,
      pie: params.get('type') === 'pie',
      grouped: isOn(params, 'grouped'),
      group: params.get('group') ?? undefined,
      indent: indentOf(params),
    });
    if (json === undefined) throw new CarpyError('CARPY_NOT_FOUND', `there is no function ${name?.slice(0, 100)}`);
    return answerJson(c, params, json);
  };
  return [
    { path: '/functions', methods: { GET: answer } },
    { path: '/functions/:name', methods: { GET: answer } },
  ];
}
