/** `/api/v1/records`: request records. POST takes a body of them from an agent, GET lists them. */
import { CarpyError, type RecordsAnswer } from '@carpy/core';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { rangeOf } from '../range.ts';
import { readRecords } from '../records/read-records.ts';
import type { AppContext, Route } from '../route.ts';

/** Bodies that are read at once: each may take 16 MiB unpacked. */
const MAX_AT_ONCE = 4;
const LIMIT = { most: 1_000, usual: 100 } as const;
const noStore = { 'Cache-Control': 'no-store' };

export function recordsRoute(deps: HttpDeps): Route {
  let atOnce = 0;
  return {
    path: '/api/v1/records',
    methods: {
      POST: async (c) => {
        if (atOnce >= MAX_AT_ONCE)
          throw new CarpyError('CARPY_TOO_BUSY', `${MAX_AT_ONCE} bodies of records are being read already`);
        atOnce++;
        try {
          return c.json(await take(c, deps), 202, noStore);
        } finally {
          atOnce--;
        }
      },
      GET: async (c) => {
        const { fromMs, toMs } = rangeOf(c, deps.clock(), deps.config.timezone, '-24h');
        const { records, seen, kept, cursor } = await deps.records.query({
          app: c.req.query('app') ?? '',
          q: '',
          fromMs,
          untilMs: toMs,
          limit: limitOf(c),
          cursor: c.req.query('cursor'),
        });
        return c.json({ records, seen, kept, cursor: cursor ?? null }, 200, noStore);
      },
    },
  };
}

async function take(c: AppContext, deps: HttpDeps): Promise<RecordsAnswer> {
  const { head, records, bad, badLines } = await readRecords(c);
  const { app, server, version, seen, kept } = head;
  return { ...(await deps.records.append({ app, server, version, seen, kept, records })), bad, badLines };
}

function limitOf(c: AppContext): number {
  const given = c.req.query('limit');
  if (given === undefined || given === '') return LIMIT.usual;
  const limit = /^\d{1,6}$/.test(given) ? Number(given) : 0;
  if (limit < 1 || limit > LIMIT.most)
    throw badRequest(`limit: "${given.slice(0, 40)}" was given, a whole number from 1 to ${LIMIT.most} is needed`);
  return limit;
}
