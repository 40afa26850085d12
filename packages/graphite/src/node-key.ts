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
  // A name may end in a parenthesis and be no expression at all: then what is one at its start, as graphite-web reads it.
  for (const part of [name, callAtStart(name)]) {
    try {
      let node: Argument | undefined = parseTarget(part);
      while (node !== undefined && node.kind !== 'path')
        node = node.kind === 'template' ? node.body : node.kind === 'call' ? node.args[0] : undefined;
      return node?.path;
    } catch (e) {
      if (!isCarpyError(e)) throw e;
    }
  }
  return /^[^\s(){},'"|\\]+/.exec(name)?.[0];
}

/** Up to the parenthesis that closes the first one: of `sum(a.b) (max: 3)` the call. */
function callAtStart(name: string): string {
  let depth = 0;
  let quote = '';
  for (let i = 0; i < name.length; i++) {
    const c = name[i] as string;
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === '(') depth++;
    else if (c === ')' && --depth <= 0) return name.slice(0, i + 1);
  }
  return '';
}
