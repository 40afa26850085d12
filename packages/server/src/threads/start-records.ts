/** Starts the records room. */
import { Worker } from 'node:worker_threads';
import { type CarpyError, errorFromJson } from '@carpy/core';
import { type RecordsClient, recordsClient } from './records-room.ts';
import type { RecordsThreadCommand, RecordsThreadEvent, RecordsThreadOptions } from './records-thread.ts';
import type { RpcPort } from './rpc.ts';
import { fileOf } from './thread-file.ts';

export interface RecordsRoom {
  readonly client: RecordsClient;
  /** Resolves when the last record is durable. */
  close(): Promise<void>;
}

/** Resolves when the request log stands open. Throws what opening it throws. `timeoutMs`: what a search may take. */
export async function startRecordsRoom(
  options: RecordsThreadOptions,
  timeoutMs: number,
  onDeath: (e: Error) => void,
): Promise<RecordsRoom> {
  const worker = new Worker(fileOf('records-thread'), { workerData: options, name: 'carpy-records' });
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
    close() {
      closing = true;
      return new Promise((resolve, reject) => {
        let failed: CarpyError | undefined;
        worker.on('message', (e: Partial<RecordsThreadEvent>) => {
          if (e.event === 'failed') failed = errorFromJson(e.error as Parameters<typeof errorFromJson>[0]);
        });
        worker.once('exit', () => {
          if (failed === undefined) resolve();
          else reject(failed);
        });
        worker.postMessage({ command: 'close' } satisfies RecordsThreadCommand);
      });
    },
  };
}
