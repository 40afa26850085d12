/** Starts the ingest room and the port of its batches to the store. */
import { type MessagePort, Worker } from 'node:worker_threads';
import type { IngestCounts } from '@carpy/api';
import { type CarpyError, errorFromJson } from '@carpy/core';
import type { DogStatsdEvent } from '@carpy/statsd';
import type { IngestListener, IngestPorts, IngestThreadEvent, IngestThreadOptions } from './ingest-room.ts';
import { fileOf, lean } from './thread-file.ts';

type Counts = Omit<IngestCounts, 'forwards'>;

export interface IngestRoom {
  readonly ports: IngestPorts;
  /** Counts since the start, at most a second old. */
  counts(): Counts;
  /** Tells ingest what forwarding lost since the start, which it writes as a metric. */
  forwardLost(lost: number): void;
  /** Keeps the open interval, waits until everything before it is durable, ends. */
  close(): Promise<void>;
}

export interface IngestRoomOptions extends IngestThreadOptions {
  readonly onFlush: (flush: {
    readonly slotS: number;
    readonly stepS: number;
    readonly apps: readonly string[];
  }) => void;
  readonly onCounts: (counts: Counts) => void;
  readonly onEvent: (event: DogStatsdEvent) => void;
  readonly onStoreError: (e: CarpyError) => void;
  readonly onDeath: (e: Error) => void;
}

/** Why the room did not start, and which listener could not be opened, if it was one. */
export class IngestStartError extends Error {
  override readonly name: string = 'IngestStartError';
  override readonly cause: CarpyError;
  readonly listener: IngestListener | undefined;

  constructor(cause: CarpyError, listener: IngestListener | undefined) {
    super(cause.message);
    this.cause = cause;
    this.listener = listener;
  }
}

/** Resolves when the listeners stand. Throws IngestStartError. */
export async function startIngestRoom(options: IngestRoomOptions): Promise<IngestRoom> {
  const { onFlush, onCounts, onEvent, onStoreError, onDeath, ...workerData } = options;
  const transferList: MessagePort[] = [options.storePort];
  if (options.forward !== undefined) transferList.push(options.forward.port);
  const worker = new Worker(fileOf('ingest-thread'), {
    workerData,
    transferList,
    name: 'carpy-ingest',
    resourceLimits: lean,
  });
  let counts: Counts = nothingYet(options.statsd.maxNames);
  let closing = false;
  const ports = await new Promise<IngestPorts>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (e: IngestThreadEvent) => {
      switch (e.event) {
        case 'listening':
          return resolve(e.ports);
        case 'failed':
          // Not before it has kept what it took up: the store is closed next.
          worker.once('exit', () => reject(new IngestStartError(errorFromJson(e.error), e.listener)));
          return;
        case 'flushed':
          return onFlush(e);
        case 'counts':
          counts = e.counts;
          return onCounts(counts);
        case 'dogstatsd-event':
          return onEvent(e.sent);
        case 'store-error':
          return onStoreError(errorFromJson(e.error));
        case 'closed':
          return;
      }
    });
  });
  worker.removeAllListeners('error');
  worker.on('error', onDeath);
  worker.on('exit', () => {
    if (!closing) onDeath(new Error('the ingest thread ended'));
  });
  return {
    ports,
    counts: () => counts,
    forwardLost: (lost) => worker.postMessage({ command: 'forward-lost', lost }),
    close() {
      closing = true;
      return new Promise((resolve) => {
        worker.once('exit', () => resolve());
        worker.postMessage({ command: 'close' });
      });
    },
  };
}

function nothingYet(maxNames: number): Counts {
  return {
    packets: 0,
    metrics: 0,
    carbonPoints: 0,
    bad: {},
    badSamples: [],
    flushes: 0,
    lastPacketAtMs: null,
    lastSender: null,
    seriesActive: 0,
    names: 0,
    maxNames,
    namesForgotten: 0,
    events: 0,
    serviceChecks: 0,
    statsd: null,
    carbon: { lines: null, pickle: null },
  };
}
