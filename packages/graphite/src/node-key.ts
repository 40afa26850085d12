/** Nodes of a series' path and its tags, as aliasByNode and groupByNodes name them. */
import { isCarpyError } from '@carpy/core';
import type { Series } from './series.ts';
import type { Argument } from './target/ast.ts';
import { parseTarget } from './target/parse.ts';

/**
 * The nodes joined by dots: a number counts nodes from 0, from the end where negative; a text is a tag. What is not there is empty.
 * A series named as a function call counts the nodes of the first path inside.
 */
export function nodeKey(series: Pick<Series, 'name' | 'tags'>, nodes: readonly (number | string)[]): string {
  const path = series.name.endsWith(')') ? (firstPath(series.name) ?? series.name) : series.name;
  const parts = (path.split(';', 1)[0] as string).split('.');
  return nodes
    .map(
      (n) => (typeof n === 'number' && Number.isInteger(n) ? parts.at(n) : undefined) ?? series.tags[String(n)] ?? '',
    )
    .join('.');
}

/** Groups in the order of their first member. */
export function groupByKey<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The first path in a name that is written as a function call; of a name that is none, its first word. */
export function firstPath(name: string): string | undefined {
  try {
    let node: Argument | undefined = parseTarget(name);
    while (node !== undefined && node.kind !== 'path')
      node = node.kind === 'template' ? node.body : node.kind === 'call' ? node.args[0] : undefined;
    return node?.path;
  } catch (e) {
    // An alias may end in a parenthesis and be no expression at all: then what a path could be at its start, as graphite-web reads it.
    if (isCarpyError(e)) return /^[^\s(){},'"|\\]+/.exec(name)?.[0];
    throw e;
  }
}
