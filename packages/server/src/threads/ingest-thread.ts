/** The ingest room: sockets, parsing, aggregation, the flush clock. Its batches go to the store over a port of its own. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { CarpyError, errorToJson, isCarpyError } from '@carpy/core';
import { listenCarbon } from '@carpy/graphite';
import { listenStatsdUdp } from '@carpy/statsd';
import { Ingest } from '../ingest/ingest.ts';
import type { IngestThreadCommand, IngestThreadEvent, IngestThreadOptions, ListenChoice } from './ingest-room.ts';
import { storeClient } from './store-room.ts';

const COUNTS_EVERY_MS = 1_000;
/** A port that is taken is replaced by one of the next few. */
const FALLBACK_TRIES = 20;

const main = parentPort as MessagePort;
const tell = (event: IngestThreadEvent): void => main.postMessage(event);
const options = workerData as IngestThreadOptions;

const ingest = new Ingest({
  flushIntervalMs: options.flushIntervalMs,
  writer: storeClient(options.storePort),
  clock: Date.now,
  onFlushed: (flush) => tell({ event: 'flushed', ...flush }),
  onStoreError: (e) => tell({ event: 'store-error', error: errorToJson(e) }),
});

interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

async function listenOn(
  choice: ListenChoice | undefined,
  listen: (hosts: readonly string[], port: number) => Promise<Listener>,
): Promise<Listener | undefined> {
  if (choice === undefined) return undefined;
  for (let i = 0; ; i++) {
    try {
      return await listen(choice.hosts, choice.port === 0 ? 0 : choice.port + i);
    } catch (e) {
      const next = choice.fallback && isCarpyError(e) && e.code === 'CARPY_PORT_IN_USE' && i + 1 < FALLBACK_TRIES;
      if (!next)
        throw isCarpyError(e)
          ? e
          : new CarpyError('CARPY_BAD_CONFIG', e instanceof Error ? e.message : String(e), { cause: e });
    }
  }
}

let lastCounts = '';
/** Told when something other than the flush count changed, so that an idle server stays silent. */
function tellCounts(): void {
  const counts = ingest.counts();
  const { flushes: _, ...rest } = counts;
  const text = JSON.stringify(rest);
  if (text === lastCounts) return;
  lastCounts = text;
  tell({ event: 'counts', counts });
}

async function close(listeners: readonly (Listener | undefined)[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener?.close()));
  await ingest.close();
  tellCounts();
  tell({ event: 'closed' });
  options.storePort.close();
  main.close();
}

const listeners: (Listener | undefined)[] = [];
try {
  const statsd = await listenOn(options.statsd, (hosts, port) =>
    listenStatsdUdp({
      hosts,
      port,
      onPacket: (bytes, length, sender) => ingest.aggregator.packet(bytes, length, Date.now(), sender),
    }),
  );
  listeners.push(statsd);
  const carbon = await listenOn(options.carbon, (hosts, port) =>
    listenCarbon({ hosts, port, points: ingest.points, nowMs: Date.now }),
  );
  listeners.push(carbon);
  const countsTimer = setInterval(tellCounts, COUNTS_EVERY_MS);
  main.on('message', (message: IngestThreadCommand) => {
    if (message.command !== 'close') return;
    clearInterval(countsTimer);
    void close(listeners);
  });
  tell({ event: 'listening', statsd: statsd?.port, carbon: carbon?.port });
} catch (e) {
  tell({ event: 'failed', error: errorToJson(e) });
  await close(listeners);
}
