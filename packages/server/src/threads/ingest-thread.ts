/** The ingest room: sockets, parsing, aggregation, the flush clock. Its batches go to the store over a port of its own. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { CarbonListening, StatsdListening } from '@carpy/api';
import { errorToJson } from '@carpy/core';
import { type CarbonListener, listenCarbon, listenCarbonPickle } from '@carpy/graphite';
import { type AdminHealth, listenStatsd, listenStatsdAdmin, type StatsdListener } from '@carpy/statsd';
import { ForwardTap } from '../ingest/forward-tap.ts';
import { Ingest } from '../ingest/ingest.ts';
import { statsdAdminView } from '../ingest/statsd-admin-view.ts';
import type { IngestListener, IngestThreadCommand, IngestThreadEvent, IngestThreadOptions } from './ingest-room.ts';
import { listenOn } from './listen-on.ts';
import { storeClient } from './store-room.ts';

const COUNTS_EVERY_MS = 1_000;
const LINES_EVERY_MS = 100;

const main = parentPort as MessagePort;
const tell = (event: IngestThreadEvent): void => main.postMessage(event);
const options = workerData as IngestThreadOptions;
const { statsd: choice, forward } = options;

let statsd: StatsdListener | undefined;
let carbon: CarbonListener | undefined;
let carbonPickle: CarbonListener | undefined;
let health: AdminHealth = choice.health;
let forwardLost = 0;

const tap =
  forward === undefined
    ? undefined
    : new ForwardTap({
        port: { postMessage: (message, transfer) => forward.port.postMessage(message, [...(transfer ?? [])]) },
        flushes: forward.flushes,
        lines: forward.lines,
      });
forward?.port.on('message', (answer) => tap?.answered(answer));

const store = storeClient(options.storePort);
// All code is loaded meanwhile. What is recorded counts from here on.
await store.opened();
const ingest = new Ingest({
  flushIntervalMs: options.flushIntervalMs,
  flushAlign: options.flushAlign,
  writer: store,
  clock: Date.now,
  maxNames: choice.maxNames,
  aggregator: { settings: choice.settings, maxTimingsPerTimer: choice.exactTimings },
  onFlushed: (flush) => tell({ event: 'flushed', ...flush }),
  onStoreError: (e) => tell({ event: 'store-error', error: errorToJson(e) }),
  onBatch: tap && ((batch) => tap.flush(batch)),
  onPoints: tap && ((batch) => tap.declare(batch.declared)),
  onSlice: () => statsd?.drain(),
  onEvent: (sent) => tell({ event: 'dogstatsd-event', sent }),
  losses,
});

/** What was lost outside the parser, since the start, by cause. */
function losses(): Record<string, number> {
  const listening = statsdCounts();
  const streams = [listening, ...Object.values(carbonCounts())];
  const sum = (of: (counts: CarbonListening) => number): number =>
    streams.reduce((total, counts) => total + (counts === null ? 0 : of(counts)), 0);
  return {
    kernel: listening?.kernelDrops ?? 0,
    refused_clients: sum((counts) => counts.refused),
    unterminated: sum((counts) => counts.unterminated),
    forward: forwardLost + (tap?.lostPoints ?? 0) + (tap?.lostChunks ?? 0),
  };
}

function statsdCounts(): StatsdListening | null {
  if (statsd === undefined) return null;
  const { clients, refused, idle, errors, unterminated, receiveBufferBytes, mode } = statsd.counts();
  const kernelDrops = statsd.kernelDrops() ?? null;
  return {
    clients,
    refused,
    idle,
    errors,
    unterminated,
    kernelDrops,
    receiveBufferBytes: receiveBufferBytes ?? null,
    mode: mode ?? null,
    health,
  };
}

function carbonCounts(): { lines: CarbonListening | null; pickle: CarbonListening | null } {
  return { lines: carbon?.counts() ?? null, pickle: carbonPickle?.counts() ?? null };
}

function takePacket(bytes: Uint8Array, length: number, sender: string): void {
  ingest.aggregator.packet(bytes, length, Date.now(), sender);
  tap?.packet(bytes, length);
}

let lastCounts = '';
/** Told when something other than the flush count changed, so that an idle server stays silent. */
function tellCounts(): void {
  const counts = { ...ingest.counts(), statsd: statsdCounts(), carbon: carbonCounts() };
  const { flushes: _, ...rest } = counts;
  const text = JSON.stringify(rest);
  if (text === lastCounts) return;
  lastCounts = text;
  tell({ event: 'counts', counts });
}

const carbonTaker = { points: ingest.points, nowMs: Date.now, isBehind: () => ingest.isBehind };

interface Listener {
  close(): Promise<void>;
}

async function close(listeners: readonly (Listener | undefined)[]): Promise<void> {
  clearInterval(countsTimer);
  clearInterval(linesTimer);
  await Promise.all(listeners.map((listener) => listener?.close()));
  await ingest.close();
  tap?.send();
  tellCounts();
  tell({ event: 'closed' });
  options.storePort.close();
  forward?.port.close();
  main.close();
}

const countsTimer = setInterval(tellCounts, COUNTS_EVERY_MS);
const linesTimer = tap?.wantsLines === true ? setInterval(() => tap.send(), LINES_EVERY_MS) : undefined;
const listeners: (Listener | undefined)[] = [];
let opening: IngestListener | undefined;
try {
  await ingest.takeUp();
  const { listen, streamSocket, datagramSocket, socketMode, maxClients, idleMs } = choice;
  if (listen !== undefined || streamSocket !== undefined || datagramSocket !== undefined) {
    opening = 'statsd';
    statsd = await listenOn(listen, { host: '--statsd-host', port: '--statsd-port' }, (hosts, port) =>
      listenStatsd({
        ...(listen === undefined ? {} : { hosts, port, udp: listen.udp, tcp: listen.tcp }),
        ...(streamSocket === undefined ? {} : { streamSocket }),
        ...(datagramSocket === undefined ? {} : { datagramSocket }),
        ...(socketMode === undefined ? {} : { socketMode }),
        limits: { maxClients, idleMs },
        onPacket: takePacket,
        // The parser counts it as what it is: a line that is too long. Its beginning is nothing to forward.
        onTooLong: (bytes, length, sender) => ingest.aggregator.packet(bytes, length, Date.now(), sender),
        onHttp: (bytes, length, sender) => ingest.aggregator.refuse('http_request', bytes, length, Date.now(), sender),
      }),
    );
    listeners.push(statsd);
  }
  opening = 'statsdAdmin';
  const admin =
    choice.admin &&
    (await listenOn(choice.admin, { host: '--statsd-admin-host', port: '--statsd-admin-port' }, (hosts, port) =>
      listenStatsdAdmin({
        hosts,
        port,
        view: statsdAdminView({
          aggregator: ingest.aggregator,
          startedAtMs: Date.now(),
          clock: Date.now,
          health: () => health,
          setHealth: (given) => {
            health = given;
          },
          shown: choice.shown,
          storing: () => ingest.storing(),
          losses,
        }),
      }),
    ));
  listeners.push(admin);
  opening = 'carbon';
  carbon =
    options.carbon &&
    (await listenOn(options.carbon, { host: '--carbon-host', port: '--carbon-port' }, (hosts, port) =>
      listenCarbon({ hosts, port, ...carbonTaker }),
    ));
  listeners.push(carbon);
  opening = 'carbonPickle';
  carbonPickle =
    options.carbonPickle &&
    (await listenOn(options.carbonPickle, { host: '--carbon-host', port: '--carbon-pickle-port' }, (hosts, port) =>
      listenCarbonPickle({ hosts, port, ...carbonTaker }),
    ));
  listeners.push(carbonPickle);
  main.on('message', (message: IngestThreadCommand) => {
    if (message.command === 'close') void close(listeners);
    else forwardLost = message.lost;
  });
  tell({
    event: 'listening',
    ports: {
      statsdUdp: listen?.udp === true ? statsd?.port : undefined,
      statsdTcp: listen?.tcp === true ? statsd?.port : undefined,
      statsdAdmin: admin?.port,
      carbon: carbon?.port,
      carbonPickle: carbonPickle?.port,
    },
  });
} catch (e) {
  tell({ event: 'failed', error: errorToJson(e), listener: opening });
  await close(listeners);
}
