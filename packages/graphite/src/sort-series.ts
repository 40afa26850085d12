/** Orders series by one number of each: what highest and its kin share. */
import { aggregationOf } from './aggregate/aggregations.ts';
import type { Series } from './series.ts';

/** Greatest first; equal ones keep their order, and series without any value come last. `func` is an aggregation's name. */
export function sortedDescending(series: readonly Series[], func: string): Series[] {
  const aggregation = aggregationOf(func.replace(/Series$/, ''));
  const keyed = series.map((s) => {
    const value = aggregation?.(s.values, 0, s.values.length) ?? Number.NaN;
    return { s, value: Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value };
  });
  keyed.sort((a, b) => (a.value === b.value ? 0 : b.value > a.value ? 1 : -1));
  return keyed.map((k) => k.s);
}
