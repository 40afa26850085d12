import { aggregateSeries } from '../aggregate/aggregate-series.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const multiplySeries: GraphiteFunction = {
  name: 'multiplySeries',
  group: 'Combine',
  description:
    'Multiplies all series, slot by slot; a gap in any is a gap. One series alone stays as it is. To multiply by a number see scale.',
  params: [param.required('seriesList', 'seriesLists', { multiple: true })],
  example: 'multiplySeries(shop.books.sold,shop.books.price)',
  evaluate: (call) => {
    const [first = [], ...more] = call.seriesLists('seriesLists');
    if (more.length === 0 && first.length === 1) return first;
    return aggregateSeries(call.series('seriesLists'), 'multiply', call.reader.xFilesFactor);
  },
};
