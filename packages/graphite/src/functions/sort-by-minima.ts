import { filterByValue } from '../filter-by-value.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { sortedBy } from '../sort-series.ts';

export const sortByMinima: GraphiteFunction = {
  name: 'sortByMinima',
  group: 'Sorting',
  description: 'Sorts series by their least value, the lowest first; those that never are above 0 are left out.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'sortByMinima(servers.*.load)',
  evaluate: (call) => sortedBy(filterByValue(call.series('seriesList'), 'max', '>', 0), 'min', 'ascending'),
};
