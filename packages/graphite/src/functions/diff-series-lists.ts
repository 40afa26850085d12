import { listsFunction } from '../aggregate/aggregate-lists.ts';
import type { GraphiteFunction } from '../function.ts';

export const diffSeriesLists: GraphiteFunction = listsFunction('diff', {
  name: 'diffSeriesLists',
  description: 'Subtracts the second list from the first, pair by pair. The lists must be equally long.',
  example: 'diffSeriesLists(shop.*.requests,shop.*.failures)',
});
