/** Aggregates series in groups: what groupByNode, groupByNodes and groupByTags share. */
import type { Call } from '../evaluate/call.ts';
import { groupByKey, nodeKey } from '../node-key.ts';
import { renamed, type Series } from '../series.ts';
import { aggregateSeries } from './aggregate-series.ts';
import { AGGREGATING_FUNCTIONS } from './aggregating-functions.ts';

/** One series a group, named by its key, in the order of the groups' first series. */
export function groupSeries(
  call: Call,
  series: readonly Series[],
  nodes: readonly (number | string)[],
  callback: string,
): Series[] {
  return [...groupByKey(series, (s) => nodeKey(s, nodes))].map(([key, members]) =>
    renamed(aggregateGroup(call, members, callback), key),
  );
}

/** `callback` is the name of an aggregating function, or else of an aggregation, also with `Series` behind it. */
export function aggregateGroup(call: Call, members: readonly Series[], callback: string): Series {
  const [series] = AGGREGATING_FUNCTIONS.includes(callback)
    ? call.reader.apply(callback, [members], call)
    : aggregateSeries(members, callback.replace(/Series$/, ''), call.reader.xFilesFactor);
  if (series === undefined) throw call.bad(`gets no series from "${callback}"`);
  return series;
}
