/** Makes the functions that are one aggregation over all their series: sumSeries, averageSeries … */
import { type GraphiteFunction, param } from '../function.ts';
import { aggregateSeries } from './aggregate-series.ts';

/** `func` is the aggregation's name in Graphite; it stands in series' names and tags. */
export function aggregateFunction(
  func: string,
  about: Pick<GraphiteFunction, 'name' | 'aliases' | 'description' | 'example'>,
): GraphiteFunction {
  return {
    ...about,
    group: 'Combine',
    params: [param.required('seriesList', 'seriesLists', { multiple: true })],
    evaluate: (call) => aggregateSeries(call.series('seriesLists'), func, call.reader.xFilesFactor),
  };
}
