/** The store room: it alone opens the data folder. Ports to it come from main; it ends when main says so, after the last write is durable. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { errorToJson } from '@carpy/core';
import {
  type GraphiteConfTexts,
  openEmbedded,
  openRemoteGraphite,
  parseGraphiteConf,
  type Store,
  type Tier,
} from '@carpy/store';
import { sealRoom } from './seal-room.ts';
import { serveStore, WriteHealth } from './store-room.ts';

export interface StoreThreadOptions {
  readonly dir: string;
  readonly flushIntervalMs: number;
  readonly tiers: readonly Tier[];
  /** Graphite's own configuration; undefined without one. */
  readonly graphiteConf: GraphiteConfTexts | undefined;
  /** Undefined: no bound. */
  readonly maxDiskBytes: number | undefined;
  /** The Graphite that keeps the series; undefined: they are in `dir`. */
  readonly graphite: GraphiteAddresses | undefined;
}

export interface GraphiteAddresses {
  readonly url: string;
  readonly carbon: { readonly host: string; readonly port: number };
  readonly prefix: string | undefined;
}

/** Main to store. */
export type StoreThreadCommand =
  | { readonly command: 'serve'; readonly port: MessagePort }
  | { readonly command: 'close' };
/** Store to main. */
export type StoreThreadEvent =
  | { readonly event: 'ready' }
  /** Writing stands still, and why; undefined when it goes on. */
  | { readonly event: 'stall'; readonly why: string | undefined }
  | { readonly event: 'failed'; readonly error: ReturnType<typeof errorToJson> }
  | { readonly event: 'closed' };

const main = parentPort as MessagePort;
const tell = (event: StoreThreadEvent): void => main.postMessage(event);
const options = workerData as StoreThreadOptions;
const ports: MessagePort[] = [];
const health = new WriteHealth((why) => tell({ event: 'stall', why }));
let store: Store | undefined;

/** Ports that came before the store stood open are served as soon as it does. */
function serve(port: MessagePort): void {
  ports.push(port);
  if (store !== undefined) serveStore(port, store, health);
}

main.on('message', async (message: StoreThreadCommand) => {
  if (message.command === 'serve') return serve(message.port);
  try {
    await store?.close();
  } catch (e) {
    tell({ event: 'failed', error: errorToJson(e) });
  }
  for (const port of ports) port.close();
  tell({ event: 'closed' });
  main.close();
});

async function open(): Promise<Store> {
  const { dir, flushIntervalMs, tiers, graphiteConf, maxDiskBytes, graphite } = options;
  const seals = sealRoom();
  const inner = await openEmbedded({
    dir,
    flushIntervalMs,
    tiers,
    clock: Date.now,
    uptimeMs: () => performance.now(),
    runJob: seals.run,
    cancelJobs: seals.close,
    ...(graphiteConf && { names: parseGraphiteConf(graphiteConf) }),
    ...(maxDiskBytes !== undefined && { maxDiskBytes }),
  });
  if (graphite === undefined) return inner;
  const { url, carbon, prefix } = graphite;
  try {
    return await openRemoteGraphite({
      url,
      carbon,
      ...(prefix !== undefined && { prefix }),
      flushIntervalMs,
      inner,
      clock: Date.now,
    });
  } catch (e) {
    await inner.close();
    throw e;
  }
}

try {
  const opened = await open();
  store = opened;
  for (const port of ports) serveStore(port, opened, health);
  tell({ event: 'ready' });
} catch (e) {
  tell({ event: 'failed', error: errorToJson(e) });
  // Whoever waits for the store hears that it does not come.
  for (const port of ports) port.close();
  main.close();
}
