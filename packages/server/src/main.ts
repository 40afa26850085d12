/**
 * Starts and stops a server: store, then ingest, then HTTP, so that nothing listens before it can keep what it is sent; and the other way
 * round at the end. Threads load their code side by side, and wait for the store with all else. What it is made of comes from the folders
 * beside; this file only joins them.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IngestCounts } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import type { Config } from './config/load.ts';
import type { Logger } from './config/logger.ts';
import type { Listeners } from './http/deps.ts';
import { LiveHub } from './http/live-hub.ts';
import { ingestChoices } from './ingest/ingest-choices.ts';
import { noticesOf, withHolder } from './ingest/port-words.ts';
import { nearFind } from './query/names.ts';
import type { ReadLimits } from './query/query-context.ts';
import { AnnotationWriter, toAnnotation } from './state/annotations.ts';
import { eventAnnotation } from './state/event-annotation.ts';
import { openQueryPool, type QueryPool } from './threads/query-pool.ts';
import type { RecordsThreadOptions } from './threads/records-thread.ts';
import { type StoreRoom, startQueryWorker, startStoreRoom } from './threads/start.ts';
import { type Forwarding, startForwarding } from './threads/start-forward.ts';
import { type IngestRoom, IngestStartError, startIngestRoom } from './threads/start-ingest.ts';
import { type RecordsRoom, startRecordsRoom } from './threads/start-records.ts';
import type { StoreThreadOptions } from './threads/store-thread.ts';

const QUERY_IDLE_MS = 300_000;

export interface ServerDeps {
  readonly version: string;
  readonly log: Logger;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Standard output, for what --forward-console prints. */
  readonly stdout: (text: string) => void;
  /** Called once when a room died and the server can't go on; the caller ends the process. */
  readonly onFatal: (e: Error) => void;
}

export interface RunningServer {
  /** `http://127.0.0.1:2277`: where the UI answers on this machine. */
  readonly url: string;
  readonly listeners: Listeners;
  /** Sentences on listeners that are not where they usually are. */
  readonly notices: readonly string[];
  /** Ends listeners, flushes what is open, closes the store. Safe to call twice. */
  close(): Promise<void>;
}

/** Throws CARPY_PORT_IN_USE, CARPY_STORE_LOCKED, CARPY_STORE_FAILED, CARPY_STORE_FORMAT; nothing is left open then. */
export async function startServer(config: Config, deps: ServerDeps): Promise<RunningServer> {
  const startedAtMs = deps.clock();
  const live = new LiveHub();
  const opened: { close(): Promise<void> }[] = [];
  const closeAll = async (): Promise<void> => {
    for (const part of opened.splice(0).reverse()) await part.close();
  };
  let closing: Promise<void> | undefined;
  const fatal = (e: Error): void => {
    if (closing === undefined) deps.onFatal(e);
  };

  try {
    const store = startStoreRoom(storeOptions(config), fatal, (why) => {
      if (why === undefined) deps.log.info('the store takes flushes again');
      else deps.log.error('the store takes no flushes: they wait in memory and are tried again', { why });
    });
    const forwarding = startForwarding(config, deps, fatal);
    const starting = [
      store.opened.then(() => store),
      startRecordsRoom(recordsOptions(config), store.port, config.queryTimeoutMs, deps.log),
      forwarding,
      startIngest(config, deps, { store, forwarding, live }, fatal),
    ] as const;
    // This thread's largest part is loaded while the others load theirs.
    const serving = import('./http/serving.ts');
    for (const part of await Promise.allSettled(starting)) if (part.status === 'fulfilled') opened.push(part.value);
    // The first that failed is why the others did.
    const [, records, , ingest] = await Promise.all(starting);
    forwarding.onLost((lost) => ingest.forwardLost(lost));
    const query = openQueryPool({
      start: () =>
        startQueryWorker({
          storePort: store.port(),
          apdexTMs: config.apdexTMs,
          limits: readLimits(config),
          timeoutMs: config.queryTimeoutMs,
          ...(config.store === 'embedded' && { dataDir: config.dataDir }),
        }),
      // Another server's names come all at once, however many are wanted.
      ...(config.store === 'embedded' && { nearFind: (request) => nearFind(store.client, request) }),
      timeoutMs: config.queryTimeoutMs,
      idleMs: QUERY_IDLE_MS,
      clock: deps.clock,
    });
    opened.push(query);
    const { ports } = ingest;
    const notices = await noticesOf(config, ports);
    const listeners: Listeners = {
      http: 0,
      statsdUdp: ports.statsdUdp ?? null,
      statsdTcp: ports.statsdTcp ?? null,
      statsdAdmin: ports.statsdAdmin ?? null,
      carbon: ports.carbon ?? null,
      carbonPickle: ports.carbonPickle ?? null,
    };
    const counts = (): IngestCounts => ({ ...ingest.counts(), forwards: forwarding.states() });
    const http = await startHttp(config, deps, {
      serving: await serving,
      startedAtMs,
      store,
      records,
      counts,
      query,
      live,
      notices,
      listeners,
    });
    opened.push(http);
    return {
      url: `http://${hostInUrl(config.httpHost[0] ?? '127.0.0.1')}:${http.port}`,
      listeners: http.listeners,
      notices,
      close: () => {
        closing ??= closeAll();
        return closing;
      },
    };
  } catch (e) {
    closing = closeAll();
    await closing;
    throw e;
  }
}

const readLimits = (config: Config): ReadLimits => ({
  series: config.queryMaxSeries,
  points: config.queryMaxPoints,
  memoryBytes: config.queryMaxMemory * 1e6,
});

/** Loading made sure that a Graphite has both its addresses. */
function storeOptions(config: Config): StoreThreadOptions {
  const { graphiteUrl: url, graphiteCarbon: carbon, graphitePrefix: prefix, maxDiskBytes } = config;
  const remote = config.store === 'graphite' && url !== undefined && carbon !== undefined;
  return {
    dir: config.dataDir,
    flushIntervalMs: config.flushIntervalMs,
    tiers: config.retention,
    graphiteConf: config.graphiteConfTexts,
    maxDiskBytes: maxDiskBytes === 'off' ? undefined : maxDiskBytes - recordsShare(maxDiskBytes),
    graphite: remote ? { url, carbon, prefix } : undefined,
  };
}

/** Of what the data folder may take, bytes: request records and source maps; the rest is for series. */
const recordsShare = (maxDiskBytes: number): number => Math.floor(maxDiskBytes / 10);

/** Room of request records where the data folder has no bound, bytes. */
const UNBOUND_RECORDS_BYTES = 10_000_000_000;

function recordsOptions(config: Config): RecordsThreadOptions {
  const { dataDir, maxDiskBytes, recordsRetentionMs, recordsRate, recordsByteRate } = config;
  const { redact, redactPatterns, recordsContext, sourcemapsMaxBytes } = config;
  const share = maxDiskBytes === 'off' ? undefined : recordsShare(maxDiskBytes);
  return {
    dir: join(dataDir, 'records'),
    retentionMs: recordsRetentionMs,
    maxBytes: share ?? UNBOUND_RECORDS_BYTES,
    recordsPerS: recordsRate,
    bytesPerS: recordsByteRate,
    redaction: { on: redact, own: redactPatterns, contextKeys: recordsContext },
    sourceMaps: {
      dir: join(dataDir, 'sourcemaps'),
      maxBytes: Math.min(sourcemapsMaxBytes, (share ?? Number.POSITIVE_INFINITY) / 2),
      isShared: share !== undefined,
    },
  };
}

async function startIngest(
  config: Config,
  deps: ServerDeps,
  parts: { readonly store: StoreRoom; readonly forwarding: Forwarding; readonly live: LiveHub },
  fatal: (e: Error) => void,
): Promise<IngestRoom> {
  const { store, forwarding, live } = parts;
  const annotations = new AnnotationWriter(store.client.state);
  try {
    return await startIngestRoom({
      ...ingestChoices(config),
      storePort: store.port(),
      forward: forwarding.ingestPort && {
        port: forwarding.ingestPort,
        flushes: config.forwardGraphite.length > 0 || config.forwardConsole,
        lines: config.forwardStatsd.length > 0,
      },
      onFlush: (flush) => live.publish('flush', flush),
      onCounts: (counts) => live.publish('ingest', { ...counts, forwards: forwarding.states() }),
      onEvent: (event) => {
        const annotation = eventAnnotation(event, deps.clock());
        annotations.put(annotation).then(
          () => live.publish('annotation', toAnnotation(annotation)),
          (e: unknown) => deps.log.warn('an event was not kept', { why: e instanceof Error ? e.message : String(e) }),
        );
      },
      onStoreError: (e) => deps.log.error('a flush was not stored', { code: e.code, why: e.detail }),
      onDeath: fatal,
    });
  } catch (e) {
    throw e instanceof IngestStartError ? await withHolder(e.cause, e.listener, config) : e;
  }
}

interface HttpParts {
  readonly serving: typeof import('./http/serving.ts');
  readonly startedAtMs: number;
  readonly store: StoreRoom;
  readonly records: RecordsRoom;
  readonly counts: () => IngestCounts;
  readonly query: QueryPool;
  readonly live: LiveHub;
  readonly notices: readonly string[];
  readonly listeners: Listeners;
}

async function startHttp(
  config: Config,
  deps: ServerDeps,
  parts: HttpParts,
): Promise<{ port: number; listeners: Listeners; close(): Promise<void> }> {
  let listeners = parts.listeners;
  const { createHttpApp, listenHttp } = parts.serving;
  const app = createHttpApp({
    config,
    version: deps.version,
    startedAtMs: parts.startedAtMs,
    clock: deps.clock,
    store: parts.store.client,
    records: parts.records.client,
    ...parts.records.desks,
    query: parts.query,
    ingest: parts.counts,
    listeners: () => listeners,
    notices: () => parts.notices,
    live: parts.live,
    webDir: webDir(),
    log: deps.log,
  });
  const http = await listenHttp(app, {
    hosts: config.httpHost,
    port: config.httpPort,
    fallback: config.portFallback.http,
  });
  listeners = { ...listeners, http: http.port };
  return {
    port: http.port,
    listeners,
    close: async () => {
      parts.live.close();
      await http.close();
    },
  };
}

/** The built UI lies beside the bundle. */
function webDir(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const dir = join(here, 'web');
  if (!existsSync(dir)) throw new CarpyError('CARPY_INTERNAL', `the web UI is missing from ${dir}: run npm run build`);
  return dir;
}

const hostInUrl = (host: string): string =>
  host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
