import { consolidatedBy } from '../consolidated-by.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const cumulative: GraphiteFunction = {
  name: 'cumulative',
  group: 'Special',
  description:
    'Adds values up where fewer points are drawn than there are: consolidateBy with "sum". For a sum over time see integral.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'cumulative(shop.sales.books)',
  evaluate: (call) => consolidatedBy(call.series('seriesList'), 'sum'),
};
