/** Aggregates two lists pair by pair: aggregateSeriesLists and its short forms. */
import type { Call } from '../evaluate/call.ts';
import { type GraphiteFunction, type Param, param } from '../function.ts';
import { renamed, type Series } from '../series.ts';
import { aggregateSeries } from './aggregate-series.ts';

export const LISTS_PARAMS: readonly Param[] = [
  param.required('seriesList', 'seriesListFirstPos'),
  param.required('seriesList', 'seriesListSecondPos'),
];

/** One series for the first of both lists, one for the second of both, and so on. */
export function aggregateLists(call: Call, func: string, xFilesFactor: number): Series[] {
  return pairs(call, 'seriesListFirstPos', 'seriesListSecondPos').flatMap(([a, b]) =>
    aggregateSeries([a, b], func, xFilesFactor).map((s) => renamed(s, `${func}Series(${a.name},${b.name})`)),
  );
}

/** Series of two parameters side by side. @throws CarpyError CARPY_BAD_TARGET when one has more. */
export function pairs(call: Call, first: string, second: string): [Series, Series][] {
  const a = call.series(first);
  const b = call.series(second);
  if (a.length !== b.length)
    throw call.bad(`takes as many series for "${first}" as for "${second}": there are ${a.length} and ${b.length}`);
  return a.map((s, i) => [s, b[i] as Series]);
}

/** Makes sumSeriesLists and the like. */
export function listsFunction(
  func: string,
  about: Pick<GraphiteFunction, 'name' | 'description' | 'example'>,
): GraphiteFunction {
  return {
    ...about,
    group: 'Combine',
    params: LISTS_PARAMS,
    evaluate: (call) => aggregateLists(call, func, call.reader.xFilesFactor),
  };
}
