/** Everything that the HTTP application needs, with a query room that remembers what it was asked. */

import type { IngestCounts, QueryCounts, StatusRecords } from '@carpy/api';
import { parseStack } from '@carpy/core';
import { loadConfig } from '../../src/config/load.ts';
import { type Logger, silentLogger } from '../../src/config/logger.ts';
import { createHttpApp, type HttpApp } from '../../src/http/app.ts';
import type { HttpDeps } from '../../src/http/deps.ts';
import { LiveHub } from '../../src/http/live-hub.ts';
import type { QueryClient } from '../../src/query/query-client.ts';
import { ReceiverCounter } from '../../src/records/receiver-counts.ts';
import { memoryState } from './memory-state.ts';

export const NOW_MS = 1_767_323_045_000;

export const ingestCounts: IngestCounts = {
  packets: 7,
  metrics: 9,
  carbonPoints: 0,
  bad: { unknown_type: 2, 'odd"cause': 1 },
  badSamples: [],
  flushes: 3,
  lastPacketAtMs: NOW_MS - 500,
  lastSender: '127.0.0.1',
  seriesActive: 4,
  names: 12,
  maxNames: 1_000_000,
  namesForgotten: 0,
  events: 1,
  serviceChecks: 2,
  statsd: {
    clients: 1,
    refused: 0,
    idle: 0,
    errors: 0,
    unterminated: 3,
    kernelDrops: 5,
    receiveBufferBytes: 425_984,
    mode: 'drain',
    health: 'up',
  },
  carbon: { lines: { clients: 2, refused: 0, idle: 0, errors: 0, unterminated: 0 }, pickle: null },
  forwards: [
    {
      target: 'carbon://graphite:2003',
      sent: 10,
      sentBytes: 300,
      lost: 2,
      queuedBytes: 0,
      connected: true,
      lastError: null,
      lastErrorAtMs: null,
      lastSentAtMs: NOW_MS,
    },
  ],
};

export const queryCounts: QueryCounts = {
  running: 2,
  answered: 11,
  refused: 1,
  cancelled: 4,
  timedOut: 3,
  failed: 0,
  slow: [{ kind: 'render', what: 'sumSeries(a.*)', startedAtMs: NOW_MS - 5_000, tookMs: 1_700, outcome: 'answered' }],
};

export const statusRecords: StatusRecords = {
  intake: {
    bodies: 6,
    stored: 120,
    repeated: 2,
    bad: 3,
    refused: { busy: 4, tooLarge: 5, unreadable: 1, failed: 0 },
  },
  tails: 1,
  tailsDropped: 0,
  outage: null,
  limits: {
    recordsPerS: 10_000,
    bytesPerS: 20_000_000,
    burstS: 10,
    addressFactor: 4,
    retentionMs: 604_800_000,
    maxBytes: 1e9,
  },
  kept: { records: 118, bytes: 9_000, segments: 2, oldestMs: NOW_MS - 60_000, faults: [] },
};

export interface Harness {
  readonly app: HttpApp;
  readonly deps: HttpDeps;
  readonly asked: { readonly kind: string; readonly request: unknown }[];
  readonly state: ReturnType<typeof memoryState>;
  readonly logged: string[];
  /** What the next queries answer or throw. */
  answerWith(answer: unknown): void;
  /** A request as a client on this machine makes it. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

export async function harness(
  options: {
    readonly argv?: readonly string[];
    readonly webDir?: string;
    readonly deps?: Partial<HttpDeps>;
    readonly clock?: () => number;
  } = {},
): Promise<Harness> {
  const { config } = await loadConfig({
    argv: options.argv ?? [],
    env: {},
    cwd: '/srv',
    files: { read: () => undefined },
  });
  const asked: { kind: string; request: unknown }[] = [];
  const logged: string[] = [];
  const state = memoryState();
  let answer: unknown = { ok: true };
  const query: QueryClient = {
    run: async (kind, request) => {
      asked.push({ kind, request });
      if (answer instanceof Error) throw answer;
      return answer as never;
    },
    counts: () => queryCounts,
  };
  const log: Logger = {
    ...silentLogger,
    error: (message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`),
  };
  const unused = (): never => {
    throw new Error('not asked of HTTP');
  };
  const deps: HttpDeps = {
    config,
    version: '1.2.3',
    startedAtMs: NOW_MS - 60_000,
    clock: options.clock ?? (() => NOW_MS),
    store: {
      state,
      importPoints: unused,
      find: unused,
      resolve: unused,
      resolveRecords: unused,
      findByTags: unused,
      completeTags: unused,
      tagValues: unused,
      paths: unused,
      aggregationOf: unused,
      count: unused,
      remove: unused,
      rename: unused,
      read: unused,
      status: async () => ({
        engine: 'embedded',
        tiers: config.retention,
        seriesCount: 12,
        schemas: [{ tiers: config.retention, series: 12 }],
        diskBytes: 4096,
        disk: undefined,
        firstSlotS: undefined,
        lastSlotS: undefined,
        faults: [],
      }),
    },
    records: {
      intake: new ReceiverCounter(),
      take: unused,
      search: unused,
      exportPage: unused,
      get: unused,
      points: unused,
      remove: unused,
      tail: unused,
      outage: () => undefined,
      status: async () => statusRecords,
    },
    errors: { recorded: unused, list: unused, group: unused, change: unused, removed: async () => undefined },
    sourceMaps: {
      putMap: unused,
      listMaps: unused,
      removeMaps: unused,
      frames: async ({ error }) => parseStack(error?.stack ?? ''),
    },
    privacy: { privacy: unused },
    query,
    ingest: () => ingestCounts,
    listeners: () => ({
      http: 2277,
      statsdUdp: 8125,
      statsdTcp: null,
      statsdAdmin: 8126,
      carbon: 2003,
      carbonPickle: null,
    }),
    notices: () => ['8125 is taken by netdata (pid 812): StatsD listens on 8127'],
    live: new LiveHub(),
    webDir: options.webDir ?? '/nonexistent-web',
    log,
    ...options.deps,
  };
  const app = createHttpApp(deps);
  return {
    app,
    deps,
    asked,
    state,
    logged,
    answerWith: (next) => {
      answer = next;
    },
    request: async (path, init) => app.request(`http://127.0.0.1:2277${path}`, init),
  };
}

export const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
