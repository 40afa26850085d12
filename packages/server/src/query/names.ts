/** Looks for names: Graphite's `/metrics/find`, `/metrics/expand` and `/metrics/index.json`. */
import { CarpyError } from '@carpy/core';
import { completerQuery, findAnswer } from '@carpy/graphite';
import type { FoundNode } from '@carpy/store';
import type { QueryRequests } from './query-client.ts';
import type { QueryContext } from './query-context.ts';

/** Nodes of one answer, all queries of it together. */
const MAX_NODES = 100_000;

export async function find(
  { reader }: QueryContext,
  request: QueryRequests['find']['request'],
): Promise<string | Uint8Array> {
  const { variants, showSilent, ...options } = request;
  const pattern = options.format === 'completer' ? completerQuery(options.query, variants) : options.query;
  const silent = showSilent ? 'show' : 'hide';
  return findAnswer(await reader.find(pattern, { silent, limit: MAX_NODES }), options);
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
