/** `/api/v1/records`: request records. POST takes a body of them from an agent, GET searches them, DELETE takes out what a query finds. */
import type { RecordsPage, RecordsRemovedAnswer } from '@carpy/api';
import { parseRecordQuery, REDACTIONS, redactedText } from '@carpy/core';
import type { RecordSearch } from '@carpy/store';
import { queryWithoutValues } from '../../privacy/query-without-values.ts';
import type { AuditList } from '../../state/audit.ts';
import type { PageAnswer } from '../../threads/records-room.ts';
import { clientAddress } from '../client-address.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { choiceParam, scopeOf, searchOf } from '../records/record-params.ts';
import { recordsTaker } from '../records/take-records.ts';
import type { AppContext, Route } from '../route.ts';

const noStore = { 'Cache-Control': 'no-store' };
/** Everything that is kept, for removals: people ask for a person's records, not for those of a day. */
const ALL_TIMES = '-10y';

export function recordsRoute(deps: HttpDeps, audit: AuditList): Route {
  const take = recordsTaker(deps);
  return {
    path: '/api/v1/records',
    methods: {
      POST: async (c) => c.json(await take(c), 202, noStore),
      GET: async (c) => {
        const search = searchOf(c, deps);
        const asRows = choiceParam(c, 'view', ['records', 'rows']) === 'rows';
        return c.json(pageOf(search, await deps.records.search(search, asRows, c.req.raw.signal)), 200, noStore);
      },
      DELETE: async (c) => c.json(await remove(c, deps, audit), 200, noStore),
    },
  };
}

function pageOf(search: RecordSearch, answer: PageAnswer): RecordsPage {
  const { records, rows, cursor, matched, estimated, facets, histogram, oldestMs, ...rest } = answer;
  return {
    fromMs: search.fromMs,
    toMs: search.untilMs,
    ...rest,
    ...(rows === undefined ? { records } : { rows }),
    cursor: cursor ?? null,
    matched: matched ?? null,
    estimated: estimated ?? null,
    ...(facets === undefined ? {} : { facets: facets as NonNullable<RecordsPage['facets']> }),
    ...(histogram === undefined ? {} : { histogram }),
    oldestMs: oldestMs ?? null,
  };
}

async function remove(c: AppContext, deps: HttpDeps, audit: AuditList): Promise<RecordsRemovedAnswer> {
  const q = c.req.query('q') ?? '';
  if (parseRecordQuery(q).is === 'all')
    throw badRequest('q: a query that says which records are to go is needed; it must not be empty');
  const scope = scopeOf(c, deps, ALL_TIMES);
  const { removed } = await deps.records.remove(scope);
  await deps.errors.removed(scope.app);
  const from = clientAddress(c);
  // Who asks for a person's records to go does not want the person to stay in a list.
  const shownQuery = redactedText(queryWithoutValues(scope.filter), REDACTIONS, () => undefined);
  deps.log.info('request records were removed', { app: scope.app, q: shownQuery, removed, from });
  const text = `${scope.app || 'all apps'}: ${removed} by ${shownQuery}`;
  await audit.add({ atMs: deps.clock(), action: 'records.removed', text, from });
  return { removed };
}
