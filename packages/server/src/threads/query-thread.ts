/** A query room: evaluates expressions and views, so that a heavy one stops neither HTTP nor ingest. Main starts it at first use. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { SealedReader } from '@carpy/store';
import { execute } from '../query/execute.ts';
import type { QueryKind, QueryRequests } from '../query/query-client.ts';
import type { QueryMethods, QueryThreadOptions } from './query-room.ts';
import { type RpcHandlers, serveRpc } from './rpc.ts';
import { readingHere, storeClient } from './store-room.ts';

const { storePort, dataDir, apdexTMs } = workerData as QueryThreadOptions;
const store = storeClient(storePort);
const reader = dataDir === undefined ? store : readingHere(store, new SealedReader(dataDir));
const context = { reader, state: store.state, apdexTMs };

const on =
  <K extends QueryKind>(kind: K) =>
  (request: QueryRequests[K]['request']): Promise<QueryRequests[K]['answer']> =>
    execute(kind, request, context);

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
};

serveRpc<QueryMethods>(parentPort as MessagePort, handlers);
