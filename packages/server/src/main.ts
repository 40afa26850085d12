/**
 * Starts and stops a server: store, then ingest, then HTTP, so that nothing listens before it can keep what it is sent; and the other way
 * round at the end. What it is made of comes from the folders beside; this file only joins them.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CarpyError, isCarpyError } from '@carpy/core';
import type { Config } from './config/load.ts';
import type { Logger } from './config/logger.ts';
import { describePortHolder, findPortHolder, type PortProtocol } from './config/port-holder.ts';
import { createHttpApp } from './http/app.ts';
import type { Listeners } from './http/deps.ts';
import { listenHttp } from './http/listen.ts';
import { LiveHub } from './http/live-hub.ts';
import type { ListenChoice } from './threads/ingest-room.ts';
import { openQueryPool, type QueryPool } from './threads/query-pool.ts';
import { type IngestRoom, type StoreRoom, startIngestRoom, startQueryWorker, startStoreRoom } from './threads/start.ts';

const QUERY_TIMEOUT_MS = 30_000;
const QUERY_IDLE_MS = 300_000;

export interface ServerDeps {
  readonly version: string;
  readonly log: Logger;
  /** Epoch ms. */
  readonly clock: () => number;
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
    const store = await startStoreRoom(
      { dir: config.dataDir, flushIntervalMs: config.flushIntervalMs, tiers: config.retention },
      fatal,
      (why) => {
        if (why === undefined) deps.log.info('the store takes flushes again');
        else deps.log.error('the store takes no flushes: they wait in memory and are tried again', { why });
      },
    );
    opened.push(store);
    const ingest = await startIngest(config, deps, store, live, fatal);
    opened.push(ingest);
    const query = openQueryPool({
      start: () => startQueryWorker({ storePort: store.port(), apdexTMs: config.apdexTMs }),
      timeoutMs: QUERY_TIMEOUT_MS,
      idleMs: QUERY_IDLE_MS,
    });
    opened.push(query);
    const notices = await noticesOf(config, ingest);
    const listeners: Listeners = {
      http: 0,
      statsdUdp: ingest.statsdPort ?? null,
      statsdTcp: null,
      carbon: ingest.carbonPort ?? null,
    };
    const http = await startHttp(config, deps, { startedAtMs, store, ingest, query, live, notices, listeners });
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

async function startIngest(
  config: Config,
  deps: ServerDeps,
  store: StoreRoom,
  live: LiveHub,
  fatal: (e: Error) => void,
): Promise<IngestRoom> {
  const choice = (hosts: readonly string[], port: number | 'off', fallback: boolean): ListenChoice | undefined =>
    port === 'off' ? undefined : { hosts, port, fallback };
  try {
    return await startIngestRoom({
      flushIntervalMs: config.flushIntervalMs,
      statsd: choice(config.statsdHost, config.statsdPort, config.portFallback.statsd),
      carbon: choice(config.carbonHost, config.carbonPort, config.portFallback.carbon),
      storePort: store.port(),
      onFlush: (flush) => live.publish('flush', flush),
      onCounts: (counts) => live.publish('ingest', counts),
      onStoreError: (e) => deps.log.error('a flush was not stored', { code: e.code, why: e.detail }),
      onDeath: fatal,
    });
  } catch (e) {
    throw await withHolder(e, config);
  }
}

/** A port in use, with the process that holds it; every other error as it is. */
async function withHolder(e: unknown, config: Config): Promise<unknown> {
  if (!isCarpyError(e) || e.code !== 'CARPY_PORT_IN_USE') return e;
  const isStatsd = e.detail.includes('StatsD');
  const port = Number(isStatsd ? config.statsdPort : config.carbonPort);
  const [name, flag] = isStatsd ? ['StatsD', '--statsd-port'] : ['carbon', '--carbon-port'];
  // Carbon takes its port for TCP and UDP, so either may be the one that is held.
  const protocols: readonly PortProtocol[] = isStatsd ? ['udp'] : ['tcp', 'udp'];
  const found = await Promise.all(protocols.map((protocol) => findPortHolder(protocol, port)));
  const holder = found.find((h) => h !== undefined);
  const who = holder === undefined ? 'another process' : `${holder.name} (pid ${holder.pid})`;
  return new CarpyError(
    'CARPY_PORT_IN_USE',
    `${port} (${name}) is held by ${who}: stop it, or choose another with ${flag}`,
    { cause: e },
  );
}

/** A default port that another process holds is replaced by the next free one: say so wherever the port is shown. */
async function noticesOf(config: Config, ingest: IngestRoom): Promise<string[]> {
  const moved = async (
    name: string,
    protocol: 'tcp' | 'udp',
    wanted: number | 'off',
    got: number | undefined,
  ): Promise<string[]> => {
    if (wanted === 'off' || wanted === 0 || got === undefined || got === wanted) return [];
    return [`${wanted} is taken by ${await describePortHolder(protocol, wanted)}: ${name} listens on ${got}`];
  };
  return [
    ...(await moved('StatsD', 'udp', config.statsdPort, ingest.statsdPort)),
    ...(await moved('carbon', 'tcp', config.carbonPort, ingest.carbonPort)),
  ];
}

interface HttpParts {
  readonly startedAtMs: number;
  readonly store: StoreRoom;
  readonly ingest: IngestRoom;
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
  const app = createHttpApp({
    config,
    version: deps.version,
    startedAtMs: parts.startedAtMs,
    clock: deps.clock,
    store: parts.store.client,
    query: parts.query,
    ingest: parts.ingest.counts,
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
