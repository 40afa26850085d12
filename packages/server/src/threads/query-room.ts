/** What the query thread answers to main. */
import type { MessagePort } from 'node:worker_threads';
import type { QueryKind, QueryRequests } from '../query/query-client.ts';

export type QueryMethods = {
  [K in QueryKind]: { argument: QueryRequests[K]['request']; answer: QueryRequests[K]['answer'] };
};

export interface QueryThreadOptions {
  readonly storePort: MessagePort;
  /** The data folder, when the store has one that other threads may read. */
  readonly dataDir?: string | undefined;
  /** T of transactions that have none of their own, ms. */
  readonly apdexTMs: number;
}
