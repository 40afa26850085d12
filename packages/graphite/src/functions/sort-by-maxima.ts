import { type GraphiteFunction, param } from '../function.ts';
import { sortedBy } from '../sort-series.ts';

export const sortByMaxima: GraphiteFunction = {
  name: 'sortByMaxima',
  group: 'Sorting',
  description: 'Sorts series by their greatest value, the highest first.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'sortByMaxima(servers.*.load)',
  evaluate: (call) => sortedBy(call.series('seriesList'), 'max', 'descending'),
};
