/** Starts the records room, and starts it again when it ends by itself: metrics, charts and alerts do not need it. */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { CarpyError, errorFromJson } from '@carpy/core';
import type { Logger } from '../config/logger.ts';
import { RATE_RULES } from '../records/rate-limits.ts';
import { type DeskClients, type DeskMethods, deskClients } from './desk-room.ts';
import { keptRoom, type StartedRoom } from './kept-room.ts';
import { type RecordsClient, type RecordsMethods, recordsClient } from './records-room.ts';
import type {
  RecordsThreadCommand,
  RecordsThreadData,
  RecordsThreadEvent,
  RecordsThreadOptions,
} from './records-thread.ts';
import { type RpcClient, rpcClient } from './rpc.ts';
import { fileOf, roomy } from './thread-file.ts';

export interface RecordsRoom {
  readonly client: RecordsClient;
  readonly desks: DeskClients;
  /** Resolves when the last record is durable. */
  close(): Promise<void>;
}

/**
 * Resolves when the request log stands open. Throws what opening it throws. `storePort` makes ports to the store; `timeoutMs`: what a search may
 * take.
 */
export async function startRecordsRoom(
  options: RecordsThreadOptions,
  storePort: () => MessagePort,
  timeoutMs: number,
  log: Logger,
): Promise<RecordsRoom> {
  let desk: RpcClient<DeskMethods>;
  const start = async (): Promise<StartedRoom> => {
    const { port1, port2: deskPort } = new MessageChannel();
    const started = await startThread({ ...options, storePort: storePort(), deskPort }, log).catch((e: unknown) => {
      port1.close();
      throw e;
    });
    desk = rpcClient<DeskMethods>(port1);
    return started;
  };
  const room = await keptRoom<RecordsMethods>({
    start,
    onLost: (why, againInMs) =>
      log.error('the request log is closed and will be opened again', { error: why.stack ?? why.message, againInMs }),
    onBack: () => log.info('the request log is open again'),
  });
  const desks = deskClients((method, argument, transfer) => desk.call(method, argument, transfer));
  const { recordsPerS, bytesPerS, retentionMs, maxBytes } = options;
  const limits = { recordsPerS, bytesPerS, ...RATE_RULES, retentionMs, maxBytes };
  return { client: recordsClient(room, timeoutMs, limits), desks, close: room.close };
}

async function startThread(data: RecordsThreadData, log: Logger): Promise<StartedRoom> {
  const worker = new Worker(fileOf('records-thread'), {
    workerData: data,
    transferList: [data.storePort, data.deskPort],
    name: 'carpy-records',
    resourceLimits: roomy,
  });
  let failed: CarpyError | undefined;
  worker.on('message', (e: Partial<RecordsThreadEvent>) => {
    if (e.event === 'failed') failed = errorFromJson((e as RecordsThreadEvent & { event: 'failed' }).error);
    if (e.event === 'mapsGone') {
      const { maps, first } = e as RecordsThreadEvent & { event: 'mapsGone' };
      const which = first.map(({ app, version, file }) => `${app} ${version} ${file}`);
      log.warn('the oldest source maps were removed: for --sourcemaps-max, --max-disk, or their age', {
        maps,
        first: which.join(', '),
      });
    }
    if (e.event === 'recordsFault') {
      const { fault } = e as RecordsThreadEvent & { event: 'recordsFault' };
      log.warn('the request log has a fault', { fault });
    }
    if (e.event === 'fault') {
      const { error } = e as RecordsThreadEvent & { event: 'fault' };
      log.warn('groups of errors are not written; they are tried again', { error: errorFromJson(error).message });
    }
  });
  // Its exit follows, which is what counts.
  let fatal: Error | undefined;
  worker.on('error', (e) => {
    fatal = e;
  });
  await new Promise<void>((resolve, reject) => {
    const onExit = (): void => reject(failed ?? fatal ?? new CarpyError('CARPY_STORE_FAILED', 'its thread ended'));
    worker.once('exit', onExit);
    worker.on('message', (e: Partial<RecordsThreadEvent>) => {
      // Ports and files that it opened before it failed would keep it, and the start would wait for ever.
      if (e.event === 'failed') void worker.terminate();
      if (e.event !== 'ready') return;
      worker.off('exit', onExit);
      resolve();
    });
  });
  return {
    port: {
      postMessage: (value, transfer) => worker.postMessage(value, [...(transfer ?? [])]),
      on: (event: 'message' | 'close', listener: (value: unknown) => void) =>
        worker.on(event === 'close' ? 'exit' : 'message', listener),
    },
    failure: () => fatal ?? failed,
    close: () =>
      new Promise((resolve, reject) => {
        worker.once('exit', () => {
          if (failed === undefined) resolve();
          else reject(failed);
        });
        worker.postMessage({ command: 'close' } satisfies RecordsThreadCommand);
      }),
  };
}
