/** Found nodes written in each of the formats that graphite-web's `/metrics/find` knows. */
import { type FoundPath, findToCompleter, findToTreeJson, sortedByName } from './find-nodes.ts';
import { Tuple, toMsgpack, toPickle } from './formats/index.ts';

export type FindFormat = 'treejson' | 'completer' | 'nodelist' | 'json' | 'pickle' | 'msgpack';

export interface FindAnswerOptions {
  /** As asked: ids of the tree keep its globs. */
  readonly query: string;
  readonly format: FindFormat;
  readonly wildcards: boolean;
  readonly leavesOnly: boolean;
  /** Which node of the paths `nodelist` answers, counted from 0, or from the end by negative numbers. */
  readonly position: number;
  /** When leaves have values, seconds since the epoch. */
  readonly interval: { readonly startS: number; readonly endS: number };
  /** Spaces a level of JSON; 0 for none. */
  readonly indent: number;
}

/** JSON, or the bytes of pickle and msgpack. */
export function findAnswer(found: readonly FoundPath[], options: FindAnswerOptions): string | Uint8Array {
  const { query, format, wildcards, position, interval, indent } = options;
  const nodes = options.leavesOnly ? found.filter((n) => n.leaf).map((n) => ({ ...n, branch: false })) : found;
  const json = (data: unknown): string => JSON.stringify(data, null, indent);
  switch (format) {
    case 'treejson':
      return json(findToTreeJson(nodes, query, wildcards));
    case 'completer':
      return json(findToCompleter(nodes, wildcards));
    case 'nodelist':
      return json({ nodes: nodesAt(nodes, position) });
    case 'json':
      return json(
        entriesOf(nodes)
          .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
          .map((node) =>
            node.is_leaf ? { ...node, intervals: [{ start: interval.startS, end: interval.endS }] } : node,
          ),
      );
    case 'pickle':
    case 'msgpack': {
      const intervals = [new Tuple(interval.startS, interval.endS)];
      const entries = entriesOf(nodes).map((node) => (node.is_leaf ? { ...node, intervals } : { ...node }));
      return format === 'pickle' ? toPickle(entries) : toMsgpack(entries);
    }
  }
}

interface Entry {
  readonly path: string;
  readonly is_leaf: boolean;
}

/** Sorted by name; a node that is both comes as branch and as leaf. */
const entriesOf = (nodes: readonly FoundPath[]): Entry[] =>
  sortedByName(nodes).flatMap(({ path, leaf, branch }) => [
    ...(branch ? [{ path, is_leaf: false }] : []),
    ...(leaf ? [{ path, is_leaf: true }] : []),
  ]);

/** Distinct and sorted; paths without such a node have none. */
function nodesAt(nodes: readonly FoundPath[], position: number): string[] {
  const found = new Set<string>();
  for (const { path } of nodes) {
    const node = path.split('.').at(position);
    if (node !== undefined) found.add(node);
  }
  return [...found].sort();
}
