import { type GraphiteFunction, param } from '../function.ts';
import { sortedBy } from '../sort-series.ts';

export const sortByTotal: GraphiteFunction = {
  name: 'sortByTotal',
  group: 'Sorting',
  description: 'Sorts series by the sum of their values, the highest first.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'sortByTotal(carpy.shop.*.checkout.ok.count)',
  evaluate: (call) => sortedBy(call.series('seriesList'), 'sum', 'descending'),
};
