/** `GET /api/v1/records/points`: when records began, and how long they took, in columns for a scatter chart. */
import type { RecordPointsAnswer } from '@carpy/api';
import type { HttpDeps } from '../deps.ts';
import { pointLimitOf, scopeOf } from '../records/record-params.ts';
import type { Route } from '../route.ts';

export function recordPointsRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/records/points',
    methods: {
      GET: async (c) => {
        const scope = scopeOf(c, deps);
        const { signal } = c.req.raw;
        const none = { order: 'newest', limit: 0, cursor: undefined, facetValues: 0, bucketMs: 0 } as const;
        const [points, { seen, kept }] = await Promise.all([
          deps.records.points(scope, pointLimitOf(c), signal),
          deps.records.search({ ...scope, ...none }, true, signal),
        ]);
        return c.json({ ...points, seen, kept } satisfies RecordPointsAnswer, 200, { 'Cache-Control': 'no-store' });
      },
    },
  };
}
