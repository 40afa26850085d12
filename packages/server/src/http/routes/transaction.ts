/** `GET /api/v1/apps/:app/transactions/:transaction`: one transaction: timings, what is inside, servers. */
import type { HttpDeps } from '../deps.ts';
import { segmentOf, viewParams } from '../range.ts';
import type { Route } from '../route.ts';

export function transactionRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/apps/:app/transactions/:transaction',
    methods: {
      GET: async (c) => {
        const view = viewParams(c, deps.clock(), deps.config);
        return c.json(
          await deps.query.run(
            'transaction',
            {
              ...view,
              app: segmentOf(c.req.param('app') ?? '', 'app'),
              transaction: segmentOf(c.req.param('transaction') ?? '', 'transaction'),
            },
            c.req.raw.signal,
          ),
          200,
          { 'Cache-Control': 'no-store' },
        );
      },
    },
  };
}
