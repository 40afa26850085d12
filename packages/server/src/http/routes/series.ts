/**
 * `/api/v1/series`: GET says how many series lie at and below a path, DELETE removes them with their points; POST to `/rename` moves them to
 * another path. Removed series are gone from answers at once, from the disk when their blocks are next merged.
 */
import type { SeriesAnswer } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import { readJson } from '../body.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { objectOf, onlyFields, textOf } from '../fields.ts';
import type { AppContext, Route } from '../route.ts';

const MAX_PATH_LENGTH = 1_024;

export function seriesRoutes(deps: HttpDeps): readonly Route[] {
  const { store } = deps;
  return [
    {
      path: '/api/v1/series',
      methods: {
        GET: async (c) => {
          const path = pathOf(c);
          return c.json({ path, series: await store.count(path) } satisfies SeriesAnswer, 200, {
            'Cache-Control': 'no-store',
          });
        },
        DELETE: async (c) => {
          const path = pathOf(c);
          const { series } = await store.remove(path);
          if (series === 0) throw new CarpyError('CARPY_NOT_FOUND', `there are no series at or below ${path}`);
          deps.log.info('series were removed', { path, series });
          return c.json({ path, series } satisfies SeriesAnswer);
        },
      },
    },
    {
      path: '/api/v1/series/rename',
      methods: {
        POST: async (c) => {
          const fields = objectOf(await readJson(c), 'rename');
          onlyFields(fields, 'rename', ['from', 'to']);
          const from = textOf(fields['from'], 'from', MAX_PATH_LENGTH);
          const to = textOf(fields['to'], 'to', MAX_PATH_LENGTH);
          const { series } = await store.rename(from, to);
          if (series === 0) throw new CarpyError('CARPY_NOT_FOUND', `there are no series at or below ${from}`);
          deps.log.info('series were renamed', { from, to, series });
          return c.json({ path: to, series } satisfies SeriesAnswer);
        },
      },
    },
  ];
}

function pathOf(c: AppContext): string {
  const path = c.req.query('path') ?? '';
  if (path === '' || path.length > MAX_PATH_LENGTH)
    throw badRequest(`path: a path such as servers.old of at most ${MAX_PATH_LENGTH} characters is needed`);
  return path;
}
