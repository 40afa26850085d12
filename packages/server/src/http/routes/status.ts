/** `GET /api/v1/status`: what the welcome page and the System page ask. Addresses carry the host that this request came by. */
import type { StatusAnswer, StatusDisk } from '@carpy/api';
import type { DiskStatus } from '@carpy/store';
import type { HttpDeps } from '../deps.ts';
import { hostOf } from '../host.ts';
import { listenerAddress } from '../listener-address.ts';
import type { AppContext, Route } from '../route.ts';

export function statusRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/status',
    methods: { GET: async (c) => c.json(await statusOf(deps, c), 200, { 'Cache-Control': 'no-store' }) },
  };
}

async function statusOf(deps: HttpDeps, c: AppContext): Promise<StatusAnswer> {
  const [store, records] = await Promise.all([deps.store.status(), deps.records.status()]);
  const host = hostOf(c);
  const listeners = deps.listeners();
  const { statsdHost, carbonHost } = deps.config;
  const address = (scheme: 'udp' | 'tcp', hosts: readonly string[], port: number | null): string | null =>
    port === null ? null : listenerAddress(scheme, { hosts, port }, host);
  return {
    version: deps.version,
    startedAtMs: deps.startedAtMs,
    nowMs: deps.clock(),
    listeners: {
      http: deps.config.publicUrl ?? `http://${host}`,
      statsdUdp: address('udp', statsdHost, listeners.statsdUdp),
      statsdTcp: address('tcp', statsdHost, listeners.statsdTcp),
      statsdAdmin: address('tcp', deps.config.statsdAdminHost, listeners.statsdAdmin),
      carbon: address('tcp', carbonHost, listeners.carbon),
      carbonPickle: address('tcp', carbonHost, listeners.carbonPickle),
    },
    notices: deps.notices(),
    flushIntervalMs: deps.config.flushIntervalMs,
    ingest: deps.ingest(),
    queries: deps.query.counts(),
    store: {
      engine: store.engine,
      seriesCount: store.seriesCount,
      diskBytes: store.diskBytes,
      tiers: store.tiers,
      schemas: store.schemas,
      disk: diskOf(store.disk),
      faults: store.faults,
    },
    records,
    memoryBytes: process.memoryUsage.rss(),
  };
}

function diskOf(disk: DiskStatus | undefined): StatusDisk | null {
  if (disk === undefined) return null;
  const { maxBytes = null, freeBytes = null, bytesADay = null, fullAtS, cut } = disk;
  return { maxBytes, freeBytes, bytesADay, fullAtMs: fullAtS === undefined ? null : fullAtS * 1000, cut };
}
