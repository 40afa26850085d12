/** `GET /api/v1/apps`: all apps with their servers, totals and a spark each. */
import type { HttpDeps } from '../deps.ts';
import { viewParams } from '../range.ts';
import type { Route } from '../route.ts';

export function appsRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/apps',
    methods: {
      GET: async (c) => {
        const view = viewParams(c, deps.clock(), deps.config);
        return c.json(await deps.query.run('apps', { ...view }, c.req.raw.signal), 200, {
          'Cache-Control': 'no-store',
        });
      },
    },
  };
}
