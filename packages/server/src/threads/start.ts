/** Starts the store's room, which the others need, and query threads. */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { CarpyError, errorFromJson } from '@carpy/core';
import type { OnStall } from './patient-writer.ts';
import type { QueryWorker } from './query-pool.ts';
import type { QueryThreadOptions } from './query-room.ts';
import { type StoreRoomClient, storeClient } from './store-room.ts';
import type { StoreThreadCommand, StoreThreadEvent, StoreThreadOptions } from './store-thread.ts';
import { fileOf, lean } from './thread-file.ts';

export interface StoreRoom {
  readonly client: StoreRoomClient;
  /** Resolves when the store stands open. Rejects with what openEmbedded throws; then the room has ended. */
  readonly opened: Promise<void>;
  /** A new port to the store, to be handed to another thread. */
  port(): MessagePort;
  close(): Promise<void>;
}

/** The room is there at once; what it is asked waits until the store stands open. */
export function startStoreRoom(options: StoreThreadOptions, onDeath: (e: Error) => void, onStall: OnStall): StoreRoom {
  const worker = new Worker(fileOf('store-thread'), { workerData: options, name: 'carpy-store', resourceLimits: lean });
  const tell = (command: StoreThreadCommand, transfer: MessagePort[] = []): void =>
    worker.postMessage(command, transfer);
  const port = (): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    tell({ command: 'serve', port: port1 }, [port1]);
    return port2;
  };
  let closing = false;
  let failed: CarpyError | undefined;
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const opened = new Promise<void>((resolve, reject) => {
    worker.on('message', (e: StoreThreadEvent) => {
      if (e.event === 'failed') failed = errorFromJson(e.error);
      if (e.event === 'stall') onStall(e.why);
      if (e.event === 'ready') resolve();
    });
    let fatal: Error | undefined;
    worker.on('error', (e) => {
      fatal = e;
    });
    void ended.then(() => reject(failed ?? fatal ?? new CarpyError('CARPY_STORE_FAILED', 'its thread ended')));
  });
  opened.then(
    () => {
      worker.on('error', onDeath);
      worker.on('exit', () => {
        if (!closing) onDeath(new Error('the store thread ended'));
      });
    },
    () => undefined,
  );
  const own = port();
  return {
    client: storeClient(own),
    opened,
    port,
    async close() {
      closing = true;
      tell({ command: 'close' });
      await ended;
      own.close();
      if (failed !== undefined) throw failed;
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
