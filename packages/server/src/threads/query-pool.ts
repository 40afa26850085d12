/**
 * Asks the query rooms. A query whose client went away or whose time is over is told to stop; one that does not stop at once ends with its
 * room, and what else the room was asked is asked again of another.
 */
import { CarpyError } from '@carpy/core';
import type { FindAnswer, QueryClient, QueryKind, QueryRequests } from '../query/query-client.ts';
import { QueryCounter } from '../query/query-counts.ts';
import { cancelled, isBegun, stopFlag } from '../query/query-stop.ts';
import { within } from '../query/within.ts';
import type { RoomUse } from './query-room.ts';
import { QueryRooms, type QueryWorker } from './query-rooms.ts';

export type { QueryWorker } from './query-rooms.ts';

export interface QueryPoolOptions {
  readonly start: (use: RoomUse) => QueryWorker;
  /** Answers a find without a room where that is small; else undefined. */
  readonly nearFind?: ((request: QueryRequests['find']['request']) => Promise<FindAnswer | undefined>) | undefined;
  /** A query that takes longer is stopped; ms. */
  readonly timeoutMs: number;
  /** A room without a query for this long is ended; ms. */
  readonly idleMs: number;
  /** What a query has from being told to stop until its room is ended; ms. Default: 500. */
  readonly graceMs?: number;
  /** Epoch ms. */
  readonly clock?: () => number;
}

const GRACE_MS = 500;

export interface QueryPool extends QueryClient {
  close(): Promise<void>;
}

/** What the calls of a room get that ended through no fault of theirs. */
const replaced: CarpyError = new CarpyError('CARPY_TIMEOUT', 'another query overran its time; ask again');

export function openQueryPool(options: QueryPoolOptions): QueryPool {
  const { start, nearFind, timeoutMs, idleMs, graceMs = GRACE_MS, clock = Date.now } = options;
  const rooms = new QueryRooms(start, idleMs, replaced);
  const counter = new QueryCounter(clock);
  let closed = false;

  async function once<K extends QueryKind>(
    kind: K,
    request: QueryRequests[K]['request'],
    signal: AbortSignal | undefined,
  ): Promise<QueryRequests[K]['answer']> {
    const stop = stopFlag();
    const { room, leave } = rooms.enter(kind);
    let settled = false;
    const answer = room.rpc.call(kind, { request, stop }).finally(() => {
      settled = true;
      leave();
    });
    return within(answer, { timeoutMs, signal }, (tell) => {
      tell(stop);
      // Whoever asked has been answered; the room stays when the query ends in time, and where it was not begun: then it won't be.
      setTimeout(() => {
        if (!settled && isBegun(stop)) void rooms.end(room, replaced);
      }, graceMs).unref();
    });
  }

  /** A room answers where nothing nearer does. */
  async function nearest<K extends QueryKind>(
    kind: K,
    request: QueryRequests[K]['request'],
    signal: AbortSignal | undefined,
  ): Promise<QueryRequests[K]['answer']> {
    if (signal?.aborted) throw cancelled();
    const near = kind === 'find' ? nearFind?.(request as QueryRequests['find']['request']) : undefined;
    const answer = near && (await within(near, { timeoutMs, signal }));
    return answer ?? untilAnswered(kind, request, signal);
  }

  async function untilAnswered<K extends QueryKind>(
    kind: K,
    request: QueryRequests[K]['request'],
    signal: AbortSignal | undefined,
  ): Promise<QueryRequests[K]['answer']> {
    try {
      return await once(kind, request, signal);
    } catch (e) {
      if (e === replaced && !closed) return once(kind, request, signal);
      throw e;
    }
  }

  return {
    async run(kind, request, signal) {
      if (closed) throw stopping();
      return counter.during(kind, request, () => nearest(kind, request, signal));
    },
    counts: () => counter.counts(),
    async close() {
      closed = true;
      await rooms.endAll(stopping());
    },
  };
}

const stopping = (): CarpyError => new CarpyError('CARPY_STORE_CLOSED', 'the server is stopping');
