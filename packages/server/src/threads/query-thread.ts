/** A query room: evaluates expressions and views, so that a heavy one stops neither HTTP nor ingest. Main starts it at first use. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { SealedReader } from '@carpy/store';
import { boundReader } from '../query/bound-reader.ts';
import { execute } from '../query/execute.ts';
import type { QueryKind, QueryRequests } from '../query/query-client.ts';
import type { QueryContext } from '../query/query-context.ts';
import { begin, checkStop } from '../query/query-stop.ts';
import { rememberingMatches } from '../query/resolve-cache.ts';
import type { QueryCall, QueryMethods, QueryThreadOptions } from './query-room.ts';
import { type RpcHandlers, serveRpc } from './rpc.ts';
import { readingHere, storeClient } from './store-room.ts';

const { storePort, dataDir, apdexTMs, limits, timeoutMs } = workerData as QueryThreadOptions;
const store = storeClient(storePort);
const version = await store.rpc.call('namesVersion', undefined);
const sealed = dataDir === undefined ? store : readingHere(store, new SealedReader(dataDir));
const reader = version === undefined ? sealed : rememberingMatches(sealed, version);

const on =
  <K extends QueryKind>(kind: K) =>
  ({ request, stop }: QueryCall<K>): Promise<QueryRequests[K]['answer']> => {
    begin(stop);
    const check = (): void => checkStop(stop, timeoutMs);
    const context: QueryContext = {
      reader: boundReader(reader, check),
      state: store.state,
      apdexTMs,
      limits,
      check,
    };
    return execute(kind, request, context);
  };

const handlers: RpcHandlers<QueryMethods> = {
  render: on('render'),
  find: on('find'),
  expand: on('expand'),
  paths: on('paths'),
  functions: on('functions'),
  apps: on('apps'),
  overview: on('overview'),
  transactions: on('transactions'),
  transaction: on('transaction'),
  heatmap: on('heatmap'),
};

/** Answers in bytes were made for the one who asked: they move. */
const transferOf = (_: keyof QueryMethods, answer: unknown): ArrayBuffer[] =>
  answer instanceof Uint8Array ? [answer.buffer as ArrayBuffer] : [];

serveRpc<QueryMethods>(parentPort as MessagePort, handlers, transferOf);
