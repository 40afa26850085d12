import { type GraphiteFunction, param } from '../function.ts';
import { sortedDescending } from '../sort-series.ts';

export const highestMax: GraphiteFunction = {
  name: 'highestMax',
  group: 'Filter Series',
  description: 'The n series with the highest maximum, the highest first.',
  params: [param.required('seriesList', 'seriesList'), param.required('integer', 'n')],
  example: 'highestMax(carpy.shop.*.*.ok.count,5)',
  evaluate: (call) => sortedDescending(call.series('seriesList'), 'max').slice(0, call.number('n')),
};
