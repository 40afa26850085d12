import { listsFunction } from '../aggregate/aggregate-lists.ts';
import type { GraphiteFunction } from '../function.ts';

export const multiplySeriesLists: GraphiteFunction = listsFunction('multiply', {
  name: 'multiplySeriesLists',
  description: 'Multiplies two lists pair by pair; a gap in either is a gap. The lists must be equally long.',
  example: 'multiplySeriesLists(shop.*.sold,shop.*.price)',
});
