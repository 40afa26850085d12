import { type Aggregation, average, count } from '../aggregate/aggregations.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { SMALLER } from '../huge-values.ts';
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
    const isHuge = series.map(({ values }) => !Number.isFinite(variance(values, 0, values.length)));
    return [
      ...sortedBy(
        series.filter((_, i) => isHuge[i]),
        smallerVariance,
        'descending',
      ),
      ...sortedBy(
        series.filter((_, i) => !isHuge[i]),
        variance,
        'descending',
      ),
    ].slice(0, call.number('n'));
  },
};

const variance: Aggregation = (values, from, until) => {
  const mean = average(values, from, until);
  let squares = 0;
  for (let i = from; i < until; i++) {
    const v = values[i] as number;
    if (!Number.isNaN(v)) squares += (v - mean) ** 2;
  }
  return squares / count(values, from, until);
};

/** For series whose variance is too great for a number: it still says which of them spreads most. */
const smallerVariance: Aggregation = (values, from, until) =>
  variance(
    values.map((v) => v * SMALLER),
    from,
    until,
  );
