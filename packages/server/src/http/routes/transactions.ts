/** `GET /api/v1/apps/:app/transactions`: every transaction of an app, the most total time first. */
import type { HttpDeps } from '../deps.ts';
import { segmentOf, viewParams } from '../range.ts';
import type { Route } from '../route.ts';

export function transactionsRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/apps/:app/transactions',
    methods: {
      GET: async (c) => {
        const view = viewParams(c, deps.clock(), deps.config);
        return c.json(
          await deps.query.run(
            'transactions',
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
