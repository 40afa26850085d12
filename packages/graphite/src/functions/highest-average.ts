import { type GraphiteFunction, param } from '../function.ts';
import { sortedDescending } from '../sort-series.ts';

export const highestAverage: GraphiteFunction = {
  name: 'highestAverage',
  group: 'Filter Series',
  description: 'The n series with the highest average, the highest first.',
  params: [param.required('seriesList', 'seriesList'), param.required('integer', 'n')],
  example: 'highestAverage(carpy.shop.*.*.ok.count,5)',
  evaluate: (call) => sortedDescending(call.series('seriesList'), 'average').slice(0, call.number('n')),
};
