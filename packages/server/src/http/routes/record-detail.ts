/** `GET /api/v1/records/:id`: one record, whole. */
import type { RecordDetailAnswer } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import type { HttpDeps } from '../deps.ts';
import { appOf } from '../records/record-params.ts';
import type { Route } from '../route.ts';

export function recordDetailRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/records/:id',
    methods: {
      GET: async (c) => {
        const id = (c.req.param('id') ?? '').toLowerCase();
        const app = appOf(c);
        const record = /^[0-9a-f]{32}$/.test(id) ? await deps.records.get(id, c.req.raw.signal) : undefined;
        if (record === undefined || (app !== '' && record.app !== app))
          throw new CarpyError(
            'CARPY_NOT_FOUND',
            `there is no record ${id.slice(0, 60)}; it may be older than what is kept`,
          );
        const frames = await deps.sourceMaps.frames(record);
        return c.json({ record, frames } satisfies RecordDetailAnswer, 200, { 'Cache-Control': 'no-store' });
      },
    },
  };
}
