/**
 * Starts the rooms and joins them by ports: store first (ingest and queries need it), then ingest; the query room at first use.
 * Files of the threads lie beside the bundle that this is part of.
 */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { IngestCounts } from '@carpy/api';
import { CarpyError, errorFromJson } from '@carpy/core';
import type { IngestThreadEvent, IngestThreadOptions, ListenChoice } from './ingest-room.ts';
import type { OnStall } from './patient-writer.ts';
import type { QueryWorker } from './query-pool.ts';
import type { QueryThreadOptions } from './query-room.ts';
import { type StoreRoomClient, storeClient } from './store-room.ts';
import type { StoreThreadCommand, StoreThreadEvent, StoreThreadOptions } from './store-thread.ts';

const fileOf = (name: string): URL => new URL(`./${name}.js`, import.meta.url);

/**
 * Young generations are kept small: these threads hold typed arrays, which lie outside V8's heap, and a worker's default of 16 MiB semi-spaces
 * would cost tens of MB of resident memory for nothing.
 */
const lean = { maxYoungGenerationSizeMb: 8 } as const;

export interface StoreRoom {
  readonly client: StoreRoomClient;
  /** A new port to the store, to be handed to another thread. */
  port(): MessagePort;
  close(): Promise<void>;
}

/** Resolves when the store stands open. Throws what openEmbedded throws. */
export async function startStoreRoom(
  options: StoreThreadOptions,
  onDeath: (e: Error) => void,
  onStall: OnStall,
): Promise<StoreRoom> {
  const worker = new Worker(fileOf('store-thread'), { workerData: options, name: 'carpy-store', resourceLimits: lean });
  const tell = (command: StoreThreadCommand, transfer: MessagePort[] = []): void =>
    worker.postMessage(command, transfer);
  const port = (): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    tell({ command: 'serve', port: port1 }, [port1]);
    return port2;
  };
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (e: StoreThreadEvent) => {
      if (e.event === 'ready') resolve();
      else
        reject(
          e.event === 'failed' ? errorFromJson(e.error) : new CarpyError('CARPY_STORE_FAILED', 'its thread ended'),
        );
    });
  });
  worker.removeAllListeners('error');
  worker.on('message', (e: StoreThreadEvent) => {
    if (e.event === 'stall') onStall(e.why);
  });
  let closing = false;
  worker.on('error', onDeath);
  worker.on('exit', () => {
    if (!closing) onDeath(new Error('the store thread ended'));
  });
  const own = port();
  return {
    client: storeClient(own),
    port,
    close() {
      closing = true;
      return new Promise((resolve, reject) => {
        let failed: CarpyError | undefined;
        worker.on('message', (e: StoreThreadEvent) => {
          if (e.event === 'failed') failed = errorFromJson(e.error);
        });
        worker.once('exit', () => {
          own.close();
          if (failed === undefined) resolve();
          else reject(failed);
        });
        tell({ command: 'close' });
      });
    },
  };
}

export interface IngestRoom {
  /** The ports listened on; undefined where off. */
  readonly statsdPort: number | undefined;
  readonly carbonPort: number | undefined;
  /** Counts since the start, at most a second old. */
  counts(): IngestCounts;
  /** Flushes what is open, waits until it is durable, ends. */
  close(): Promise<void>;
}

export interface IngestRoomOptions {
  readonly flushIntervalMs: number;
  readonly statsd: ListenChoice | undefined;
  readonly carbon: ListenChoice | undefined;
  readonly storePort: MessagePort;
  readonly onFlush: (flush: {
    readonly slotS: number;
    readonly stepS: number;
    readonly apps: readonly string[];
  }) => void;
  readonly onCounts: (counts: IngestCounts) => void;
  readonly onStoreError: (e: CarpyError) => void;
  readonly onDeath: (e: Error) => void;
}

/** Resolves when the listeners stand. Throws CARPY_PORT_IN_USE with the port in its detail. */
export async function startIngestRoom(options: IngestRoomOptions): Promise<IngestRoom> {
  const { flushIntervalMs, statsd, carbon, storePort } = options;
  const workerData: IngestThreadOptions = { flushIntervalMs, statsd, carbon, storePort };
  const worker = new Worker(fileOf('ingest-thread'), {
    workerData,
    transferList: [storePort],
    name: 'carpy-ingest',
    resourceLimits: lean,
  });
  let counts: IngestCounts = {
    packets: 0,
    metrics: 0,
    carbonPoints: 0,
    bad: {},
    badSamples: [],
    flushes: 0,
    lastPacketAtMs: null,
    lastSender: null,
    seriesActive: 0,
  };
  let closing = false;
  const ports = await new Promise<{ statsd: number | undefined; carbon: number | undefined }>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (e: IngestThreadEvent) => {
      switch (e.event) {
        case 'listening':
          return resolve(e);
        case 'failed':
          return reject(errorFromJson(e.error));
        case 'flushed':
          return options.onFlush(e);
        case 'counts':
          counts = e.counts;
          return options.onCounts(counts);
        case 'store-error':
          return options.onStoreError(errorFromJson(e.error));
        case 'closed':
          return;
      }
    });
  });
  worker.removeAllListeners('error');
  worker.on('error', options.onDeath);
  worker.on('exit', () => {
    if (!closing) options.onDeath(new Error('the ingest thread ended'));
  });
  return {
    statsdPort: ports.statsd,
    carbonPort: ports.carbon,
    counts: () => counts,
    close() {
      closing = true;
      return new Promise((resolve) => {
        worker.once('exit', () => resolve());
        worker.postMessage({ command: 'close' });
      });
    },
  };
}

/** A query thread with a port to the store. */
export function startQueryWorker(options: QueryThreadOptions): QueryWorker {
  const worker = new Worker(fileOf('query-thread'), {
    workerData: options,
    transferList: [options.storePort],
    name: 'carpy-query',
  });
  // An error that escapes ends the thread; the pool hears of it by its exit and starts another.
  worker.on('error', () => undefined);
  return {
    postMessage: (value, transfer) => worker.postMessage(value, [...(transfer ?? [])]),
    on(event: 'message' | 'close', listener: (value: unknown) => void) {
      return event === 'close' ? worker.on('exit', listener) : worker.on('message', listener);
    },
    terminate: () => worker.terminate(),
  };
}
