/** What the query thread answers to main. */
import type { MessagePort } from 'node:worker_threads';
import type { QueryKind, QueryRequests } from '../query/query-client.ts';
import type { ReadLimits } from '../query/query-context.ts';
import type { StopFlag } from '../query/query-stop.ts';

/** A query, and where it is told to stop. */
export interface QueryCall<K extends QueryKind> {
  readonly request: QueryRequests[K]['request'];
  readonly stop: StopFlag;
}

export type QueryMethods = {
  [K in QueryKind]: { argument: QueryCall<K>; answer: QueryRequests[K]['answer'] };
};

/** What a room is for. */
export type RoomUse = 'renders' | 'pages';

export interface QueryThreadOptions {
  readonly storePort: MessagePort;
  /** The data folder, when the store has one that other threads may read. */
  readonly dataDir?: string | undefined;
  /** T of transactions that have none of their own, ms. */
  readonly apdexTMs: number;
  readonly limits: ReadLimits;
  /** What a query may take, for what it says when it is over; ms. */
  readonly timeoutMs: number;
}
