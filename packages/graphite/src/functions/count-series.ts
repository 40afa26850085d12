import { normalise } from '../aggregate/normalise.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { horizontalLine } from '../horizontal-line.ts';
import { formatPathExpressions, newSeries } from '../series.ts';

export const countSeries: GraphiteFunction = {
  name: 'countSeries',
  group: 'Combine',
  description: 'A horizontal line at the number of series, whether they have values or not.',
  params: [param.optional('seriesList', 'seriesLists', { multiple: true })],
  example: 'countSeries(carpy.shop.*.checkout.ok.count)',
  evaluate: (call) => {
    if (!call.given('seriesLists')) return [{ ...horizontalLine(call, 0, '0'), pathExpression: 'countSeries()' }];
    const series = call.series('seriesLists');
    if (series.length === 0) return [];
    const { rows, length, ...grid } = normalise(series);
    const name = `countSeries(${formatPathExpressions(series)})`;
    return [newSeries(name, grid, new Float64Array(length).fill(rows.length), call.reader.xFilesFactor)];
  },
};
