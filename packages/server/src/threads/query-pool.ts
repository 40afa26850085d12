/**
 * Keeps the query room: starts it at first use, ends it when it was idle for a while (its memory goes with it), and replaces it when
 * a query overruns its time. The query that overran fails with CARPY_TIMEOUT; the others are asked again of the new room.
 */
import { CarpyError } from '@carpy/core';
import type { QueryClient, QueryKind, QueryRequests } from '../query/query-client.ts';
import type { QueryMethods } from './query-room.ts';
import { type RpcClient, type RpcPort, rpcClient } from './rpc.ts';

/** A started query thread. */
export interface QueryWorker extends RpcPort {
  terminate(): Promise<unknown>;
}

export interface QueryPoolOptions {
  readonly start: () => QueryWorker;
  /** A query that takes longer is ended; ms. */
  readonly timeoutMs: number;
  /** A room without a query for this long is ended; ms. */
  readonly idleMs: number;
}

export interface QueryPool extends QueryClient {
  close(): Promise<void>;
}

interface Room {
  readonly worker: QueryWorker;
  readonly rpc: RpcClient<QueryMethods>;
}

/** Thrown inside to the calls of a room that was replaced through no fault of theirs. */
const replaced: CarpyError = new CarpyError('CARPY_TIMEOUT', 'another query overran its time; ask again');

export function openQueryPool(options: QueryPoolOptions): QueryPool {
  let room: Room | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let closed = false;

  const start = (): Room => {
    const worker = options.start();
    const started: Room = { worker, rpc: rpcClient<QueryMethods>(worker) };
    worker.on('message', () => restIfIdle(started));
    worker.on('close', () => {
      if (room === started) room = undefined;
    });
    return started;
  };
  const restIfIdle = (of: Room): void => {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => {
      if (room === of && of.rpc.pending === 0) end(of, replaced);
    }, options.idleMs);
    idleTimer.unref();
  };
  const end = (of: Room, error: CarpyError): void => {
    if (room === of) room = undefined;
    of.rpc.fail(error);
    void of.worker.terminate();
  };

  async function once<K extends QueryKind>(
    kind: K,
    request: QueryRequests[K]['request'],
  ): Promise<QueryRequests[K]['answer']> {
    room ??= start();
    const asked = room;
    let timer: NodeJS.Timeout | undefined;
    const overrun = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const seconds = options.timeoutMs / 1000;
        reject(new CarpyError('CARPY_TIMEOUT', `more than ${seconds} s; narrow the time range or the names`));
        end(asked, replaced);
      }, options.timeoutMs);
    });
    try {
      return await Promise.race([asked.rpc.call(kind, request), overrun]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async run(kind, request) {
      if (closed) throw new CarpyError('CARPY_STORE_CLOSED', 'the server is stopping');
      try {
        return await once(kind, request);
      } catch (e) {
        if (e === replaced && !closed) return once(kind, request);
        throw e;
      }
    },
    async close() {
      closed = true;
      clearTimeout(idleTimer);
      const last = room;
      room = undefined;
      last?.rpc.fail(new CarpyError('CARPY_STORE_CLOSED', 'the server is stopping'));
      await last?.worker.terminate();
    },
  };
}
