/** The store room: it alone opens the data folder. Ports to it come from main; it ends when main says so, after the last write is durable. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { errorToJson } from '@carpy/core';
import { openEmbedded, type Store, type Tier } from '@carpy/store';
import { serveStore, WriteHealth } from './store-room.ts';

export interface StoreThreadOptions {
  readonly dir: string;
  readonly flushIntervalMs: number;
  readonly tiers: readonly Tier[];
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

try {
  const opened = await openEmbedded({
    ...options,
    tiers: [...options.tiers],
    clock: Date.now,
    uptimeMs: () => performance.now(),
  });
  store = opened;
  for (const port of ports) serveStore(port, opened, health);
  tell({ event: 'ready' });
} catch (e) {
  tell({ event: 'failed', error: errorToJson(e) });
  main.close();
}
