/** Looks for names: Graphite's `/metrics/find`, `/metrics/expand` and `/metrics/index.json`. */
import { CarpyError, isCarpyError } from '@carpy/core';
import { completerQuery, findAnswer } from '@carpy/graphite';
import type { FoundNode } from '@carpy/store';
import type { StoreReader } from '../threads/clients.ts';
import type { FindAnswer, QueryRequests } from './query-client.ts';
import type { QueryContext } from './query-context.ts';

/** Nodes of one answer, all queries of it together: naming and handing over more would hold up the store for others. */
const MAX_NODES = 25_000;

/** Nodes that main names and writes itself: about a millisecond, while a room costs two more crossings between threads. */
const NEAR_NODES = 2_000;

export const find = ({ reader }: QueryContext, request: QueryRequests['find']['request']): Promise<FindAnswer> =>
  findAtMost(reader, request, MAX_NODES);

/** For main: undefined where so much is found that a room has to answer. */
export async function nearFind(
  reader: Pick<StoreReader, 'find'>,
  request: QueryRequests['find']['request'],
): Promise<FindAnswer | undefined> {
  try {
    return await findAtMost(reader, request, NEAR_NODES);
  } catch (e) {
    if (isCarpyError(e) && e.code === 'CARPY_TOO_MUCH') return undefined;
    throw e;
  }
}

async function findAtMost(
  reader: Pick<StoreReader, 'find'>,
  request: QueryRequests['find']['request'],
  limit: number,
): Promise<FindAnswer> {
  const { variants, showSilent, ...options } = request;
  const pattern = options.format === 'completer' ? completerQuery(options.query, variants) : options.query;
  const silent = showSilent ? 'show' : 'hide';
  return findAnswer(await reader.find(pattern, { silent, limit }), options);
}

export async function expand({ reader }: QueryContext, request: QueryRequests['expand']['request']): Promise<string> {
  const { queries, groupByExpr, leavesOnly, showSilent, indent } = request;
  const silent = showSilent ? 'show' : 'hide';
  const groups: Record<string, string[]> = {};
  let found = 0;
  for (const query of new Set(queries)) {
    const nodes: FoundNode[] = await reader.find(query, { silent, limit: MAX_NODES });
    found += nodes.length;
    if (found > MAX_NODES)
      throw new CarpyError('CARPY_TOO_MUCH', `the queries match more than ${MAX_NODES} nodes; narrow them`);
    const paths = nodes.filter((node) => node.leaf || !leavesOnly).map((node) => node.path);
    // Not by assignment: a query may be `__proto__`.
    Object.defineProperty(groups, query, { value: [...new Set(paths)].sort(), enumerable: true });
  }
  const results = groupByExpr ? groups : [...new Set(Object.values(groups).flat())].sort();
  return JSON.stringify({ results }, null, indent);
}

export async function paths(
  { reader }: QueryContext,
  request: QueryRequests['paths']['request'],
): Promise<QueryRequests['paths']['answer']> {
  const page = await reader.paths(request);
  return { json: JSON.stringify(page.paths).slice(1, -1), next: page.next };
}
