import { listsFunction } from '../aggregate/aggregate-lists.ts';
import type { GraphiteFunction } from '../function.ts';

export const sumSeriesLists: GraphiteFunction = listsFunction('sum', {
  name: 'sumSeriesLists',
  description: 'Adds two lists pair by pair. The lists must be equally long.',
  example: 'sumSeriesLists(servers.*.reads,servers.*.writes)',
});
