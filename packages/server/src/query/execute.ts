/** Answers what main asks the query room for: targets of Graphite's language, find, and the pages of the UI. */
import { functionList } from '@carpy/graphite';
import { expand, find, paths } from './names.ts';
import type { QueryKind, QueryRequests } from './query-client.ts';
import type { QueryContext } from './query-context.ts';
import { renderTargets } from './render-targets.ts';
import { storeSource } from './store-source.ts';
import { apps } from './views/apps.ts';
import { heatmap } from './views/heatmap.ts';
import { overview } from './views/overview.ts';
import { transaction } from './views/transaction.ts';
import { transactions } from './views/transactions.ts';

type Queries = {
  readonly [K in QueryKind]: (
    context: QueryContext,
    request: QueryRequests[K]['request'],
  ) => Promise<QueryRequests[K]['answer']>;
};

const queries: Queries = { render, find, expand, paths, functions, apps, overview, transactions, transaction, heatmap };

/** Rejects with a CarpyError: CARPY_BAD_TARGET, CARPY_TOO_MUCH, CARPY_NOT_FOUND, or what the store throws. */
export function execute<K extends QueryKind>(
  kind: K,
  request: QueryRequests[K]['request'],
  context: QueryContext,
): Promise<QueryRequests[K]['answer']> {
  return queries[kind](context, request);
}

function render(
  { reader, state, limits, check }: QueryContext,
  request: QueryRequests['render']['request'],
): Promise<QueryRequests['render']['answer']> {
  return renderTargets(request, storeSource(reader, state), { limits, check });
}

async function functions(_: QueryContext, request: QueryRequests['functions']['request']): Promise<string | undefined> {
  return functionList(request);
}
