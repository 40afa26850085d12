/** Orders series by one number of each: what highest, lowest, sortBy and their kin share. */
import { type Aggregation, aggregationOf } from './aggregate/aggregations.ts';
import { type GraphiteFunction, param } from './function.ts';
import type { Series } from './series.ts';

type Order = 'ascending' | 'descending';

/**
 * Equal ones keep their order, and series without the number (they have no values) count as the least. `func` is an aggregation's
 * name, or one itself.
 */
export function sortedBy(series: readonly Series[], func: string | Aggregation, order: Order): Series[] {
  const aggregation = typeof func === 'string' ? aggregationOf(func.replace(/Series$/, '')) : func;
  const keyed = series.map((s) => {
    const value = aggregation?.(s.values, 0, s.values.length) ?? Number.NaN;
    return { s, value: Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value };
  });
  const sign = order === 'ascending' ? 1 : -1;
  keyed.sort((a, b) => (a.value === b.value ? 0 : a.value > b.value ? sign : -sign));
  return keyed.map((k) => k.s);
}

/** Makes highestMax and its kin: the first n in an order. A negative n leaves out that many at the end instead. */
export function rankFunction(
  func: string,
  order: Order,
  about: Pick<GraphiteFunction, 'name' | 'description' | 'example'>,
): GraphiteFunction {
  return {
    ...about,
    group: 'Filter Series',
    params: [param.required('seriesList', 'seriesList'), param.required('integer', 'n')],
    evaluate: (call) => sortedBy(call.series('seriesList'), func, order).slice(0, call.number('n')),
  };
}
