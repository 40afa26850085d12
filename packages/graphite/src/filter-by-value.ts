/** Keeps series by one number of each: filterSeries, and the functions that are one aggregation and one comparison of it. */
import { aggregationOf } from './aggregate/aggregations.ts';
import type { Call } from './evaluate/call.ts';
import { type GraphiteFunction, param } from './function.ts';
import type { Series } from './series.ts';

export type Operator = '!=' | '<' | '<=' | '=' | '>' | '>=';

/** A series without the number (it has no values) counts as below everything, and as different from everything. */
const comparisons: Readonly<Record<Operator, (value: number, threshold: number) => boolean>> = {
  '!=': (value, threshold) => value !== threshold,
  '<': (value, threshold) => Number.isNaN(value) || value < threshold,
  '<=': (value, threshold) => Number.isNaN(value) || value <= threshold,
  '=': (value, threshold) => value === threshold,
  '>': (value, threshold) => value > threshold,
  '>=': (value, threshold) => value >= threshold,
};

export const OPERATORS: readonly string[] = Object.keys(comparisons);

/** `func` is an aggregation's name. */
export function filterByValue(
  series: readonly Series[],
  func: string,
  operator: Operator,
  threshold: number,
): readonly Series[] {
  const aggregation = aggregationOf(func.replace(/Series$/, ''));
  const holds = comparisons[operator];
  return series.filter((s) => holds(aggregation?.(s.values, 0, s.values.length) ?? Number.NaN, threshold));
}

/** Makes averageAbove and its kin: `above` is more than n, `below` is at most n. */
export function thresholdFunction(
  func: string,
  side: 'above' | 'below',
  about: Pick<GraphiteFunction, 'name' | 'description' | 'example'>,
): GraphiteFunction {
  return {
    ...about,
    group: 'Filter Series',
    params: [param.required('seriesList', 'seriesList'), param.required('float', 'n')],
    evaluate: (call: Call) =>
      filterByValue(call.series('seriesList'), func, side === 'above' ? '>' : '<=', call.number('n')),
  };
}
