/** `/api/v1/errors`: errors in groups. GET lists those of an app, GET of one tells all of it, POST to it resolves, ignores or opens it again. */
import type { ErrorGroupChange, ErrorGroupState } from '@carpy/api';
import { segment } from '@carpy/core';
import type { ErrorScope } from '../../errors/errors-client.ts';
import type { AuditList } from '../../state/audit.ts';
import { readJson } from '../body.ts';
import { clientAddress } from '../client-address.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { errorGroupAnswer, errorsAnswer, noGroup } from '../errors-view.ts';
import { objectOf, onlyFields, optionalTextOf, textOf } from '../fields.ts';
import { rangeOf, serversOf } from '../range.ts';
import type { AppContext, Route } from '../route.ts';

const STATES: readonly string[] = ['open', 'resolved', 'ignored'] satisfies readonly ErrorGroupState[];
const DONE = { resolve: 'resolved', ignore: 'ignored', reopen: 'reopened' } as const;
const MAX_CHARS = 512;
const noStore = { 'Cache-Control': 'no-store' };

export function errorRoutes(deps: HttpDeps, audit: AuditList): readonly Route[] {
  return [
    {
      path: '/api/v1/errors',
      methods: {
        GET: async (c) => {
          const question = {
            ...scopeOf(c, deps),
            state: stateOf(c),
            q: shortText(c, 'q') ?? '',
            transaction: shortText(c, 'transaction'),
          };
          return c.json(await errorsAnswer(deps, question, c.req.raw.signal), 200, noStore);
        },
      },
    },
    {
      path: '/api/v1/errors/:fingerprint',
      methods: {
        GET: async (c) =>
          c.json(await errorGroupAnswer(deps, scopeOf(c, deps), fingerprintOf(c), c.req.raw.signal), 200, noStore),
        POST: async (c) => {
          const scope = scopeOf(c, deps);
          const { app } = scope;
          const fingerprint = fingerprintOf(c);
          const change = changeOf(await readJson(c));
          if (!(await deps.errors.change({ app, fingerprint, change }))) throw noGroup(app, fingerprint);
          const { group } = await errorGroupAnswer(deps, scope, fingerprint, c.req.raw.signal);
          const since = change.version === undefined ? '' : ` as of ${change.version}`;
          await audit.add({
            atMs: deps.clock(),
            action: `error.${DONE[change.action]}`,
            text: `${app}: ${group.type} ${group.pattern} (${fingerprint})${since}`,
            from: clientAddress(c),
          });
          return c.json(group, 200, noStore);
        },
      },
    },
  ];
}

/** The app as written or its segment. */
function scopeOf(c: AppContext, deps: HttpDeps): ErrorScope {
  const app = shortText(c, 'app');
  if (app === undefined) throw badRequest('app: the name of an app is needed');
  const { fromMs, toMs } = rangeOf(c, deps.clock(), deps.config.timezone, '-24h');
  return { app: segment(app), fromMs, toMs, servers: serversOf(c) };
}

function stateOf(c: AppContext): ErrorGroupState | undefined {
  const given = c.req.query('state') ?? '';
  if (given === '' || given === 'all') return undefined;
  if (!STATES.includes(given))
    throw badRequest(`state: "${given.slice(0, 40)}" was given, one of ${STATES.join(', ')}, all is needed`);
  return given as ErrorGroupState;
}

function shortText(c: AppContext, name: string): string | undefined {
  const given = c.req.query(name);
  if (given === undefined || given === '') return undefined;
  if (given.length > MAX_CHARS)
    throw badRequest(`${name}: ${given.length} characters were given, at most ${MAX_CHARS} are taken`);
  return given;
}

function fingerprintOf(c: AppContext): string {
  const given = c.req.param('fingerprint') ?? '';
  if (!/^[0-9a-f]{16}$/.test(given))
    throw badRequest(`fingerprint: "${given.slice(0, 40)}" was given, 16 hex digits in lower case are needed`);
  return given;
}

function changeOf(body: unknown): ErrorGroupChange {
  const fields = objectOf(body, 'change');
  onlyFields(fields, 'change', ['action', 'version']);
  const action = textOf(fields['action'], 'action', 40);
  if (action !== 'resolve' && action !== 'ignore' && action !== 'reopen')
    throw badRequest(`action: "${action}" was sent, one of ${Object.keys(DONE).join(', ')} is needed`);
  const version = optionalTextOf(fields['version'], 'version', 256);
  if (version !== undefined && action !== 'resolve') throw badRequest('version: only with the action resolve');
  return { action, ...(version === undefined ? {} : { version }) };
}
