/**
 * Keeps the query rooms: starts one at first use, a second while the first is busy with a long query, so that the others need not wait
 * for it; ends what was idle for a while (its memory goes with it), and replaces a room when a query overruns its time. The query that
 * overran fails with CARPY_TIMEOUT; the others are asked again of another room.
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
  /** A room that has worked on a query for this long gets no others while another room may; ms. Default: 500. */
  readonly busyMs?: number;
}

/** More would take the processor away from ingest and store. */
const MAX_ROOMS = 2;
const BUSY_MS = 500;

export interface QueryPool extends QueryClient {
  close(): Promise<void>;
}

interface Room {
  readonly worker: QueryWorker;
  readonly rpc: RpcClient<QueryMethods>;
  /** When each query under way was asked, in order; performance.now(). */
  readonly asked: Set<{ readonly atMs: number }>;
  idleTimer: NodeJS.Timeout | undefined;
}

/** Thrown inside to the calls of a room that was replaced through no fault of theirs. */
const replaced: CarpyError = new CarpyError('CARPY_TIMEOUT', 'another query overran its time; ask again');

export function openQueryPool(options: QueryPoolOptions): QueryPool {
  const rooms = new Set<Room>();
  const busyMs = options.busyMs ?? BUSY_MS;
  let closed = false;

  const start = (): Room => {
    const worker = options.start();
    const started: Room = { worker, rpc: rpcClient<QueryMethods>(worker), asked: new Set(), idleTimer: undefined };
    worker.on('message', () => restIfIdle(started));
    worker.on('close', () => rooms.delete(started));
    rooms.add(started);
    return started;
  };
  const restIfIdle = (room: Room): void => {
    clearTimeout(room.idleTimer);
    room.idleTimer = setTimeout(() => {
      if (rooms.has(room) && room.rpc.pending === 0) end(room, replaced);
    }, options.idleMs);
    room.idleTimer.unref();
  };
  const end = (room: Room, error: CarpyError): void => {
    rooms.delete(room);
    clearTimeout(room.idleTimer);
    room.rpc.fail(error);
    void room.worker.terminate();
  };
  /** The room with the least to do that is not busy with a long query; where all are, another, or the one with the least to do. */
  const choose = (): Room => {
    const free = [...rooms].sort((a, b) => a.asked.size - b.asked.size);
    const nowMs = performance.now();
    const ready = free.find((room) => {
      const first = room.asked.values().next().value;
      return first === undefined || nowMs - first.atMs < busyMs;
    });
    return ready ?? (rooms.size < MAX_ROOMS ? start() : (free[0] as Room));
  };

  async function once<K extends QueryKind>(
    kind: K,
    request: QueryRequests[K]['request'],
  ): Promise<QueryRequests[K]['answer']> {
    const room = choose();
    const mine = { atMs: performance.now() };
    room.asked.add(mine);
    let timer: NodeJS.Timeout | undefined;
    const overrun = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const seconds = options.timeoutMs / 1000;
        reject(new CarpyError('CARPY_TIMEOUT', `more than ${seconds} s; narrow the time range or the names`));
        end(room, replaced);
      }, options.timeoutMs);
    });
    try {
      return await Promise.race([room.rpc.call(kind, request), overrun]);
    } finally {
      clearTimeout(timer);
      room.asked.delete(mine);
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
      const last = [...rooms];
      rooms.clear();
      for (const room of last) {
        clearTimeout(room.idleTimer);
        room.rpc.fail(new CarpyError('CARPY_STORE_CLOSED', 'the server is stopping'));
      }
      await Promise.all(last.map((room) => room.worker.terminate()));
    },
  };
}
