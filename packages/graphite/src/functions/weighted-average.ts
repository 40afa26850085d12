import { pairs } from '../aggregate/aggregate-lists.ts';
import { aggregateSeries } from '../aggregate/aggregate-series.ts';
import { quotient } from '../aggregate/divide.ts';
import { normalise } from '../aggregate/normalise.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { nodeKey } from '../node-key.ts';
import { newSeries, type Series } from '../series.ts';

export const weightedAverage: GraphiteFunction = {
  name: 'weightedAverage',
  group: 'Combine',
  description:
    'The average of many series, each weighted by another: a mean of means by their counts. Averages and weights belong together where the nodes or tags given are the same.',
  params: [
    param.required('seriesList', 'seriesListAvg'),
    param.required('seriesList', 'seriesListWeight'),
    param.optional('nodeOrTag', 'nodes', { multiple: true }),
  ],
  example: 'weightedAverage(shop.*.mean,shop.*.count,1)',
  evaluate: (call) => {
    const nodes = call.nodes('nodes');
    const { xFilesFactor } = call.reader;
    const byKey = new Map<string, { average?: Series; weight?: Series }>();
    const slot = (s: Series): { average?: Series; weight?: Series } => {
      const key = nodeKey(s, nodes);
      const found = byKey.get(key) ?? {};
      byKey.set(key, found);
      return found;
    };
    for (const [average, weight] of pairs(call, 'seriesListAvg', 'seriesListWeight')) {
      slot(average).average = average;
      slot(weight).weight = weight;
    }
    const products = [...byKey.values()].flatMap(({ average, weight }) =>
      average === undefined || weight === undefined ? [] : [product(average, weight, xFilesFactor)],
    );
    const [sum] = aggregateSeries(products, 'sum', xFilesFactor);
    const [weights] = aggregateSeries(call.series('seriesListWeight'), 'sum', xFilesFactor);
    if (sum === undefined || weights === undefined) return [];
    const paths = (parameter: string): string =>
      [...new Set(call.series(parameter).map((s) => s.pathExpression))].sort().join(',');
    const name = `weightedAverage(${paths('seriesListAvg')}, ${paths('seriesListWeight')}, ${nodes.join(',')})`;
    const result = quotient(name, sum, weights, xFilesFactor);
    const { startS, endS } = sum;
    return [sum.stepS === result.stepS ? { ...result, startS, endS } : result];
  },
};

function product(average: Series, weight: Series, xFilesFactor: number): Series {
  const { rows, length, ...common } = normalise([average, weight]);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = (rows[0]?.[i] ?? Number.NaN) * (rows[1]?.[i] ?? Number.NaN);
  const grid = average.stepS === common.stepS ? average : common;
  return newSeries(`product(${weight.name},${average.name})`, grid, values, xFilesFactor);
}
