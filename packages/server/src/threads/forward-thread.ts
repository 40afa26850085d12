/** The forwarding room: sends each flush, and every line, on to other servers. Started only where something is to be forwarded. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ForwardState } from '@carpy/api';
import { CarbonForwarder, ConsoleForwarder, type Forwarder, RepeaterForwarder } from '@carpy/statsd';
import { type ForwardTarget, showTarget } from '../config/option.ts';
import type { ForwardMessage } from '../ingest/forward-tap.ts';
import type { ForwardThreadCommand, ForwardThreadEvent, ForwardThreadOptions } from './forward-room.ts';

const STATES_EVERY_MS = 1_000;
/** What waits is given so long at the end; the whole stop has five seconds. */
const CLOSE_WITHIN_MS = 1_500;

const main = parentPort as MessagePort;
const tell = (event: ForwardThreadEvent): void => main.postMessage(event);
const options = workerData as ForwardThreadOptions;

const carbons = options.graphite.map((target) => ({
  name: showTarget(target),
  forwarder: new CarbonForwarder({
    host: target.host,
    port: target.port,
    protocol: target.scheme === 'pickle' ? 'pickle' : 'text',
  }),
}));
const consoles = options.console
  ? [
      {
        name: 'console',
        forwarder: new ConsoleForwarder({
          write: (text) => tell({ event: 'text', text }),
          pretty: options.consolePretty,
        }),
      },
    ]
  : [];
const repeaters = options.statsd.map((target) => ({ name: showTarget(target), forwarder: repeater(target) }));
const all: readonly { readonly name: string; readonly forwarder: Forwarder }[] = [
  ...carbons,
  ...repeaters,
  ...consoles,
];

function repeater({ scheme, host, port }: ForwardTarget): RepeaterForwarder {
  return new RepeaterForwarder({ targets: [{ host, port }], protocol: scheme === 'tcp' ? 'tcp' : 'udp' });
}

options.ingestPort.on('message', (message: ForwardMessage) => {
  if (message.kind === 'flush') for (const { forwarder } of [...carbons, ...consoles]) forwarder.batch(message.batch);
  else for (const { forwarder } of repeaters) forwarder.packet(message.bytes, message.bytes.length);
  options.ingestPort.postMessage({ kind: message.kind });
});

let lastStates = '';
function tellStates(): void {
  const states = all.map(({ name, forwarder }) => stateOf(name, forwarder));
  const text = JSON.stringify(states);
  if (text === lastStates) return;
  lastStates = text;
  tell({ event: 'states', states });
}

function stateOf(target: string, forwarder: Forwarder): ForwardState {
  const { sent, sentBytes, lost, queuedBytes, connected, lastError, lastErrorAtMs, lastSentAtMs } = forwarder.counts();
  return {
    target,
    sent,
    sentBytes,
    lost,
    queuedBytes,
    connected,
    lastError: lastError ?? null,
    lastErrorAtMs: lastErrorAtMs ?? null,
    lastSentAtMs: lastSentAtMs ?? null,
  };
}

tellStates();
const statesTimer = setInterval(tellStates, STATES_EVERY_MS);

main.on('message', async (message: ForwardThreadCommand) => {
  if (message.command !== 'close') return;
  clearInterval(statesTimer);
  await Promise.all(all.map(({ forwarder }) => forwarder.close(CLOSE_WITHIN_MS)));
  tellStates();
  tell({ event: 'closed' });
  options.ingestPort.close();
  main.close();
});
