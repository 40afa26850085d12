/** Aggregates series whose names differ in some nodes only: aggregateWithWildcards and its short forms. */
import type { Call } from '../evaluate/call.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { groupByKey } from '../node-key.ts';
import { renamed, type Series } from '../series.ts';
import { aggregateSeries } from './aggregate-series.ts';

/** Groups by names without the nodes at `position`, and names each result by what is left. A function's name has nodes as well. */
export function aggregateWithWildcards(call: Call, func: string): Series[] {
  const positions = new Set(call.nodes('position'));
  const keyOf = (s: Series): string =>
    s.name
      .split('.')
      .filter((_, i) => !positions.has(i))
      .join('.');
  return [...groupByKey(call.series('seriesList'), keyOf)].flatMap(([key, members]) =>
    aggregateSeries(members, func.replace(/Series$/, ''), call.reader.xFilesFactor).map((s) => renamed(s, key)),
  );
}

/** Makes sumSeriesWithWildcards and the like. */
export function wildcardsFunction(
  func: string,
  about: Pick<GraphiteFunction, 'name' | 'description' | 'example'>,
): GraphiteFunction {
  return {
    ...about,
    group: 'Combine',
    params: [param.required('seriesList', 'seriesList'), param.optional('node', 'position', { multiple: true })],
    evaluate: (call) => aggregateWithWildcards(call, func),
  };
}
