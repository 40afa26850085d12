/**
 * The remote engine: series and timers in a Graphite that is there already, read by graphite-web's API and written by carbon's plaintext.
 * State and the kept window stay in the embedded engine beside it. What carbon was given is not acknowledged by it, so a write that
 * resolved can be lost with carbon.
 */
import { CarpyError, type FlushBatch } from '@carpy/core';
import type { SeriesGroup, Store } from '../store.ts';
import { CarbonLink } from './carbon-link.ts';
import { HttpClient } from './http-client.ts';
import { PathPrefix } from './path-prefix.ts';
import {
  aggregationOf,
  allPaths,
  countSeries,
  findNodes,
  type RemoteNames,
  resolveLeaves,
  resolveRecords,
} from './remote-find.ts';
import { readRemote } from './remote-read.ts';
import { completeTags, findByTags, resolveTagged, tagValues } from './remote-tags.ts';
import { remoteWriter } from './remote-writer.ts';
import { SeriesTable } from './series-table.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_SPOOL_POINTS = 1_000_000;
const MAX_FAULTS = 20;

export interface RemoteGraphiteOptions {
  /** Base address of graphite-web or carbonapi; may have a path and, for basic authentication, user and password. */
  readonly url: string;
  /** Carbon's plaintext port. */
  readonly carbon: { readonly host: string; readonly port: number };
  /** Put before all names, `team_a.metrics`; default none. */
  readonly prefix?: string;
  /** The step of flushes, ms. */
  readonly flushIntervalMs: number;
  /** Keeps state and window; closed with this store. */
  readonly inner: Store;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** For one answer of graphite-web, and for carbon to take anything. Default 10,000. */
  readonly timeoutMs?: number;
  /** Points that may wait for carbon's socket; past it batches are refused. Default 1,000,000. */
  readonly maxSpoolPoints?: number;
}

/** Asks nothing yet: a Graphite that is away at the start is waited for. Throws CARPY_BAD_CONFIG (address, prefix). */
export async function openRemoteGraphite(options: RemoteGraphiteOptions): Promise<Store> {
  const { inner, clock, timeoutMs = DEFAULT_TIMEOUT_MS, maxSpoolPoints = DEFAULT_SPOOL_POINTS } = options;
  const faults: string[] = [];
  const onFault = (line: string): void => {
    if (faults.at(-1) === line) return;
    faults.push(line);
    if (faults.length > MAX_FAULTS) faults.shift();
  };
  const names: RemoteNames = {
    http: new HttpClient({ url: options.url, timeoutMs, onFault }),
    prefix: new PathPrefix(options.prefix ?? ''),
    table: new SeriesTable(),
  };
  const link = new CarbonLink({ ...options.carbon, timeoutMs, maxSpoolPoints, clock, onFault });
  let closed: Promise<void> | undefined;
  const checkOpen = (): void => {
    if (closed !== undefined) throw new CarpyError('CARPY_STORE_CLOSED', 'no further calls are taken');
  };
  return {
    groups: new Set(['series', 'timers', 'state'] as const),
    series: seriesGroup(names, link, options, checkOpen),
    state: inner.state,
    window: inner.window,
    status() {
      const own = inner.status();
      const nowS = Math.floor(clock() / 1000);
      const { stalled } = link;
      return {
        ...own,
        engine: 'graphite',
        seriesCount: names.table.count,
        // How far back Graphite goes is not known: as far as the tiers say.
        firstSlotS: nowS - Math.max(...own.tiers.map((tier) => tier.retentionS)),
        lastSlotS: nowS,
        faults: [...own.faults, ...faults].slice(-MAX_FAULTS),
        ...(stalled === undefined ? {} : { stalled }),
      };
    },
    close() {
      closed ??= link.close().finally(() => inner.close());
      return closed;
    },
  };
}

function seriesGroup(
  names: RemoteNames,
  link: CarbonLink,
  { inner, flushIntervalMs }: RemoteGraphiteOptions,
  checkOpen: () => void,
): SeriesGroup {
  const fineStepS = Math.max(1, Math.round(flushIntervalMs / 1000));
  /** Throws for a closed store as every call does, then asks. */
  const open = <T>(ask: () => Promise<T>): Promise<T> => {
    checkOpen();
    return ask();
  };
  const notOurs = async (): Promise<never> => {
    checkOpen();
    throw new CarpyError(
      'CARPY_BAD_REQUEST',
      "series of an existing Graphite can't be removed or renamed from here: its files are Graphite's own; do it on carbon's machine",
    );
  };
  return {
    openWriter() {
      checkOpen();
      const innerWriter = inner.series.openWriter();
      return remoteWriter(link, names.prefix, (batch) => innerWriter.flush(withoutValues(batch)));
    },
    find: (pattern, options) => open(() => findNodes(names, pattern, options?.limit)),
    resolve: (pattern, limit) =>
      open(() => (pattern.includes(';') ? resolveTagged(names, pattern, limit) : resolveLeaves(names, pattern, limit))),
    resolveRecords: (pattern, limit) => open(() => resolveRecords(names, pattern, limit)),
    findByTags: (expressions, limit) => open(() => findByTags(names, expressions, limit)),
    completeTags: (request) => open(() => completeTags(names, request)),
    tagValues: (request) => open(() => tagValues(names, request)),
    paths: () => open(async () => ({ paths: await allPaths(names), next: undefined })),
    aggregationOf: (path) => open(() => aggregationOf(names, path)),
    count: (path) => open(() => countSeries(names, path)),
    remove: notOurs,
    rename: notOurs,
    read: (request) => open(() => readRemote(names, request, fineStepS)),
  };
}

/** The same flush with nothing in it: it takes up the kept window. */
function withoutValues(batch: FlushBatch): FlushBatch {
  const none = new Uint32Array(0);
  return {
    ...batch,
    declared: [],
    timers: { ids: none, columns: new Float64Array(0), sketches: new Uint8Array(0), sketchEnds: new Uint32Array(0) },
    apdex: { ids: new Uint32Array(0), counts: new Float64Array(0) },
    values: { ids: new Uint32Array(0), values: new Float64Array(0) },
  };
}
