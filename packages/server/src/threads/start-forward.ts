/** Starts the forwarding room, where something is to be forwarded. */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { ForwardState } from '@carpy/api';
import type { Config } from '../config/load.ts';
import type { ForwardThreadEvent, ForwardThreadOptions } from './forward-room.ts';
import { fileOf, lean } from './thread-file.ts';

export interface Forwarding {
  /** For ingest, which gives flushes and lines; undefined where nothing is forwarded. */
  readonly ingestPort: MessagePort | undefined;
  /** At most a second old. */
  states(): readonly ForwardState[];
  /** Calls back with what was lost since the start whenever that grew. */
  onLost(told: (lost: number) => void): void;
  /** Tries for some time to deliver what waits, ends. To be called when ingest has ended. */
  close(): Promise<void>;
}

const nothing: Forwarding = {
  ingestPort: undefined,
  states: () => [],
  onLost: () => undefined,
  close: async () => undefined,
};

export function startForwarding(
  config: Config,
  deps: { readonly stdout: (text: string) => void },
  onDeath: (e: Error) => void,
): Forwarding {
  const { forwardGraphite: graphite, forwardStatsd: statsd, forwardConsole } = config;
  if (graphite.length === 0 && statsd.length === 0 && !forwardConsole) return nothing;
  const { port1, port2 } = new MessageChannel();
  const workerData: ForwardThreadOptions = {
    graphite,
    statsd,
    console: forwardConsole,
    consolePretty: config.statsd.consolePretty,
    ingestPort: port2,
  };
  const worker = new Worker(fileOf('forward-thread'), {
    workerData,
    transferList: [port2],
    name: 'carpy-forward',
    resourceLimits: lean,
  });
  let states: readonly ForwardState[] = [];
  let lost = 0;
  let tellLost: (lost: number) => void = () => undefined;
  let closing = false;
  worker.on('message', (e: ForwardThreadEvent) => {
    if (e.event === 'text') deps.stdout(e.text);
    if (e.event !== 'states') return;
    states = e.states;
    const now = states.reduce((sum, state) => sum + state.lost, 0);
    if (now > lost) tellLost(now);
    lost = now;
  });
  worker.on('error', onDeath);
  worker.on('exit', () => {
    if (!closing) onDeath(new Error('the forwarding thread ended'));
  });
  return {
    ingestPort: port1,
    states: () => states,
    onLost: (told) => {
      tellLost = told;
    },
    close() {
      closing = true;
      return new Promise((resolve) => {
        worker.once('exit', () => resolve());
        // Its exit waits for a name that is being resolved, for as long as the resolver does: the store must not.
        worker.on('message', (e: ForwardThreadEvent) => {
          if (e.event === 'closed') resolve();
        });
        worker.postMessage({ command: 'close' });
      });
    },
  };
}
