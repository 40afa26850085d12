/** `GET /api/v1/apps/:app/overview`: the first page of an app. */
import type { HttpDeps } from '../deps.ts';
import { segmentOf, viewParams } from '../range.ts';
import type { Route } from '../route.ts';

export function overviewRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/apps/:app/overview',
    methods: {
      GET: async (c) => {
        const view = viewParams(c, deps.clock(), deps.config);
        return c.json(
          await deps.query.run(
            'overview',
            { ...view, app: segmentOf(c.req.param('app') ?? '', 'app') },
            c.req.raw.signal,
          ),
          200,
          { 'Cache-Control': 'no-store' },
        );
      },
    },
  };
}
