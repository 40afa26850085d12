import { type GraphiteFunction, param } from '../function.ts';
import { sortedDescending } from '../sort-series.ts';

export const highestCurrent: GraphiteFunction = {
  name: 'highestCurrent',
  group: 'Filter Series',
  description: 'The n series with the highest newest value, the highest first.',
  params: [param.required('seriesList', 'seriesList'), param.required('integer', 'n')],
  example: 'highestCurrent(carpy.shop.*.*.ok.count,5)',
  evaluate: (call) => sortedDescending(call.series('seriesList'), 'last').slice(0, call.number('n')),
};
