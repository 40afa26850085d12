import { type Aggregation, aggregationOf, count } from '../aggregate/aggregations.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { sortedBy } from '../sort-series.ts';

export const mostDeviant: GraphiteFunction = {
  name: 'mostDeviant',
  group: 'Filter Series',
  description:
    'The n series whose values spread most around their average, the most first. Series without values are left out.',
  params: [param.required('seriesList', 'seriesList'), param.required('integer', 'n')],
  example: 'mostDeviant(carpy.shop.*.checkout.ok.mean,3)',
  evaluate: (call) => {
    const series = call.series('seriesList').filter(({ values }) => count(values, 0, values.length) > 0);
    return sortedBy(series, variance, 'descending').slice(0, call.number('n'));
  },
};

const variance: Aggregation = (values, from, until) => {
  const mean = aggregationOf('average')?.(values, from, until) ?? Number.NaN;
  let squares = 0;
  for (let i = from; i < until; i++) {
    const v = values[i] as number;
    if (!Number.isNaN(v)) squares += (v - mean) ** 2;
  }
  return squares / count(values, from, until);
};
