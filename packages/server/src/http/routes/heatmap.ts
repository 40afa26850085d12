/** `GET /api/v1/apps/:app/heatmap`: how durations spread over time, of an app or of one transaction. */
import type { HttpDeps } from '../deps.ts';
import { segmentOf, viewParams } from '../range.ts';
import type { Route } from '../route.ts';

export function heatmapRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/apps/:app/heatmap',
    methods: {
      GET: async (c) => {
        const view = viewParams(c, deps.clock(), deps.config);
        const transaction = c.req.query('transaction') ?? '';
        return c.json(
          await deps.query.run(
            'heatmap',
            {
              ...view,
              app: segmentOf(c.req.param('app') ?? '', 'app'),
              ...(transaction === '' ? {} : { transaction: segmentOf(transaction, 'transaction') }),
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
