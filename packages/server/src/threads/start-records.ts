/** Starts the records room. */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type CarpyError, errorFromJson } from '@carpy/core';
import { type DeskClients, deskClients } from './desk-room.ts';
import { type RecordsClient, recordsClient } from './records-room.ts';
import type {
  RecordsThreadCommand,
  RecordsThreadData,
  RecordsThreadEvent,
  RecordsThreadOptions,
} from './records-thread.ts';
import type { RpcPort } from './rpc.ts';
import { fileOf } from './thread-file.ts';

export interface RecordsRoom {
  readonly client: RecordsClient;
  readonly desks: DeskClients;
  /** Resolves when the last record is durable. */
  close(): Promise<void>;
}

/** Resolves when the request log stands open. Throws what opening it throws. `timeoutMs`: what a search may take. */
export async function startRecordsRoom(
  options: RecordsThreadOptions,
  storePort: MessagePort,
  timeoutMs: number,
  onDeath: (e: Error) => void,
): Promise<RecordsRoom> {
  const { port1: desk, port2: deskPort } = new MessageChannel();
  const workerData: RecordsThreadData = { ...options, storePort, deskPort };
  const worker = new Worker(fileOf('records-thread'), {
    workerData,
    transferList: [storePort, deskPort],
    name: 'carpy-records',
  });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (e: RecordsThreadEvent) => {
      if (e.event === 'ready') resolve();
      else reject(errorFromJson(e.error));
    });
  });
  worker.removeAllListeners('error');
  let closing = false;
  worker.on('error', onDeath);
  worker.on('exit', () => {
    if (!closing) onDeath(new Error('the records thread ended'));
  });
  const port: RpcPort = {
    postMessage: (value, transfer) => worker.postMessage(value, [...(transfer ?? [])]),
    on: (event: 'message' | 'close', listener: (value: unknown) => void) =>
      worker.on(event === 'close' ? 'exit' : 'message', listener),
  };
  return {
    client: recordsClient(port, timeoutMs),
    desks: deskClients(desk),
    close() {
      closing = true;
      return new Promise((resolve, reject) => {
        let failed: CarpyError | undefined;
        worker.on('message', (e: Partial<RecordsThreadEvent>) => {
          if (e.event === 'failed') failed = errorFromJson(e.error as Parameters<typeof errorFromJson>[0]);
        });
        worker.once('exit', () => {
          desk.close();
          if (failed === undefined) resolve();
          else reject(failed);
        });
        worker.postMessage({ command: 'close' } satisfies RecordsThreadCommand);
      });
    },
  };
}
