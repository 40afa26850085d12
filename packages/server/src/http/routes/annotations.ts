/** `/api/v1/annotations`: marks on the time axis. GET lists, POST adds, DELETE removes one. */
import { CarpyError, segment } from '@carpy/core';
import {
  type AnnotationState,
  type AnnotationWriter,
  listAnnotations,
  MAX_WHEN_MS,
  newAnnotationId,
  toAnnotation,
} from '../../state/annotations.ts';
import { DEPLOY_TAG, findMark } from '../../state/deploys.ts';
import type { StateClient } from '../../threads/clients.ts';
import { readJson } from '../body.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { listOf, numberOf, objectOf, onlyFields, optionalTextOf, textOf } from '../fields.ts';
import { rangeOf, segmentOf } from '../range.ts';
import type { Route } from '../route.ts';

const FIELDS = ['whenMs', 'app', 'server', 'servers', 'version', 'text', 'tags'] as const;
const noStore = { 'Cache-Control': 'no-store' };

export function annotationRoutes(deps: HttpDeps, writer: AnnotationWriter): readonly Route[] {
  const { state } = deps.store;
  return [
    {
      path: '/api/v1/annotations',
      methods: {
        GET: async (c) => {
          const { fromMs, toMs } = rangeOf(c, deps.clock(), deps.config.timezone, '-24h');
          const asked = c.req.query('app');
          const app = asked === undefined || asked === '' ? {} : { app: segmentOf(asked, 'app') };
          return c.json((await listAnnotations(state, { fromMs, toMs, ...app })).map(toAnnotation), 200, noStore);
        },
        POST: async (c) => {
          const { annotation, isNew } = await mergedWithHello(state, parseAnnotation(await readJson(c), deps.clock()));
          await writer.put(annotation);
          const answer = toAnnotation(annotation);
          deps.live.publish('annotation', answer);
          return c.json(answer, isNew ? 201 : 200, noStore);
        },
      },
    },
    {
      path: '/api/v1/annotations/:id',
      methods: {
        DELETE: async (c) => {
          const id = c.req.param('id') ?? '';
          if (!(await writer.remove(id)))
            throw new CarpyError('CARPY_NOT_FOUND', `there is no annotation ${id.slice(0, 100)}`);
          return c.body(null, 204);
        },
      },
    },
  ];
}

/** Names become segments, as everywhere in paths. Throws CARPY_BAD_REQUEST naming the field. */
function parseAnnotation(body: unknown, nowMs: number): AnnotationState {
  const fields = objectOf(body, 'annotation');
  onlyFields(fields, 'annotation', FIELDS);
  const whenMs =
    fields['whenMs'] === undefined ? nowMs : Math.round(numberOf(fields['whenMs'], 'whenMs', 0, MAX_WHEN_MS));
  const app = optionalTextOf(fields['app'], 'app', 256);
  const version = optionalTextOf(fields['version'], 'version', 256);
  const given = [
    ...listOf(fields['servers'], 'servers', 200),
    ...(fields['server'] === undefined ? [] : [fields['server']]),
  ];
  const servers = given.map((server, i) => segment(textOf(server, `servers[${i}]`, 256)));
  const tags = listOf(fields['tags'], 'tags', 20).map((tag, i) => textOf(tag, `tags[${i}]`, 100));
  const text = optionalTextOf(fields['text'], 'text', 10_000);
  if (text === undefined && version === undefined) throw badRequest('annotation: a text or a version is needed');
  if (version !== undefined && app === undefined) throw badRequest('annotation: a version needs the app that it is of');
  return {
    id: newAnnotationId(whenMs),
    whenMs,
    app: app === undefined ? null : segment(app),
    servers: [...new Set(servers)].sort(),
    version: version ?? null,
    text: text ?? (version as string),
    // An app's version that went somewhere is a deploy, said or not.
    tags: [...new Set(version === undefined ? tags : [...tags, DEPLOY_TAG])],
    madeBy: 'api',
  };
}

/** A deploy that hello has marked already is told once: the user's words replace those that hello made up. */
async function mergedWithHello(
  state: StateClient,
  given: AnnotationState,
): Promise<{ readonly annotation: AnnotationState; readonly isNew: boolean }> {
  if (given.app === null || given.version === null) return { annotation: given, isNew: true };
  const known = await findMark(state, given.app, given.version, given.whenMs);
  if (known === undefined || known.madeBy !== 'hello') return { annotation: given, isNew: true };
  const servers = [...new Set([...known.servers, ...given.servers])].sort();
  return { annotation: { ...given, id: known.id, whenMs: known.whenMs, servers }, isNew: false };
}
