/** Aggregates series in groups by nodes of their paths: what groupByNode and groupByNodes share. */
import { groupByKey, nodeKey } from '../node-key.ts';
import { renamed, type Series } from '../series.ts';
import { aggregateSeries } from './aggregate-series.ts';

/** Where graphite-web knows a function and an aggregation by two names, the function's is what stands in names and tags. */
const FUNCTION_NAMES: ReadonlyMap<string, string> = new Map([['avg', 'average']]);

/** One series a group, named by its key, in the order of the groups' first series. */
export function groupSeries(
  series: readonly Series[],
  nodes: readonly (number | string)[],
  callback: string,
  xFilesFactor: number,
): Series[] {
  const func = FUNCTION_NAMES.get(callback) ?? callback.replace(/Series$/, '');
  return [...groupByKey(series, (s) => nodeKey(s, nodes))].flatMap(([key, members]) =>
    aggregateSeries(members, func, xFilesFactor).map((s) => renamed(s, key)),
  );
}
