/** Nodes of a name from one to another, as substr and aliasByMetric cut it. */

/**
 * Of a name that is a function call, nodes of its innermost first argument. `start` and `stop` count from the end where they are
 * negative; 0 as `stop` is the end.
 */
export function nodesOfName(name: string, start: number, stop: number): string {
  const close = name.indexOf(')');
  const inner = name.slice(name.lastIndexOf('(') + 1, close < 0 ? undefined : close);
  const nodes = inner.split('.').slice(start, stop === 0 ? undefined : stop);
  return nodes.join('.').replace(/,.*$/, '');
}
