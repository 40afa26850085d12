/** `/api/v1/sourcemaps`: source maps of an app's builds. POST takes one as its body, GET lists them, DELETE removes those of a version. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { CarpyError, segment } from '@carpy/core';
import { SOURCE_MAP_LIMITS } from '../../source-maps/source-map.ts';
import type { AuditList } from '../../state/audit.ts';
import { mediaType, readBytes } from '../body.ts';
import { clientAddress } from '../client-address.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import type { AppContext, Route } from '../route.ts';

/** Bodies that are read at once: each may take 32 MiB. */
const MAX_AT_ONCE = 2;
const noStore = { 'Cache-Control': 'no-store' };
const unzip = promisify(gunzip);

export function sourceMapRoutes(deps: HttpDeps, audit: AuditList): readonly Route[] {
  let atOnce = 0;
  return [
    {
      path: '/api/v1/sourcemaps',
      methods: {
        POST: async (c) => {
          const key = { app: appOf(c), version: needed(c, 'version', 256), file: needed(c, 'file', 1_024) };
          if (mediaType(c) !== 'application/json')
            throw new CarpyError(
              'CARPY_UNSUPPORTED_TYPE',
              `"${mediaType(c).slice(0, 100)}" was sent, application/json is needed`,
            );
          if (atOnce >= MAX_AT_ONCE)
            throw new CarpyError('CARPY_TOO_BUSY', `${MAX_AT_ONCE} source maps are being read already`);
          atOnce++;
          try {
            return c.json(await deps.sourceMaps.putMap(key, await mapOf(c)), 201, noStore);
          } finally {
            atOnce--;
          }
        },
        GET: async (c) => {
          const app = c.req.query('app') ?? '';
          return c.json(await deps.sourceMaps.listMaps(app === '' ? '' : appOf(c)), 200, noStore);
        },
        DELETE: async (c) => {
          const app = appOf(c);
          const version = needed(c, 'version', 256);
          const file = c.req.query('file') ? needed(c, 'file', 1_024) : undefined;
          const removed = await deps.sourceMaps.removeMaps(app, version, file);
          const what = `${app} ${version}${file === undefined ? '' : ` ${file}`}`;
          if (removed === 0) throw new CarpyError('CARPY_NOT_FOUND', `there is no source map of ${what}`);
          await audit.add({
            atMs: deps.clock(),
            action: 'sourcemap.removed',
            text: `${what}: ${removed} removed`,
            from: clientAddress(c),
          });
          return c.json({ removed }, 200, noStore);
        },
      },
    },
  ];
}

async function mapOf(c: AppContext): Promise<Uint8Array> {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw new CarpyError(
      'CARPY_UNSUPPORTED_TYPE',
      `content-encoding "${encoding.slice(0, 40)}" was sent, gzip is read`,
    );
  const body = await readBytes(c, SOURCE_MAP_LIMITS.bytes);
  if (encoding === 'identity') return body;
  try {
    return await unzip(body, { maxOutputLength: SOURCE_MAP_LIMITS.bytes });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new CarpyError('CARPY_TOO_LARGE', `the map unpacks to more than ${SOURCE_MAP_LIMITS.bytes} bytes`);
    throw badRequest('the body is not gzip');
  }
}

/** The app as written or its segment. */
const appOf = (c: AppContext): string => segment(needed(c, 'app', 256));

function needed(c: AppContext, name: string, most: number): string {
  const given = c.req.query(name) ?? '';
  if (given === '' || given.length > most)
    throw badRequest(`${name}: text of 1 to ${most} characters is needed in the address`);
  return given;
}
