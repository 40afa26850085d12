import { wildcardsFunction } from '../aggregate/aggregate-wildcards.ts';
import type { GraphiteFunction } from '../function.ts';

export const multiplySeriesWithWildcards: GraphiteFunction = wildcardsFunction('multiply', {
  name: 'multiplySeriesWithWildcards',
  description:
    'Multiplies series whose names differ only in the nodes at the positions given, and names each product by the other nodes.',
  example: 'multiplySeriesWithWildcards(shop.*.{sold,price},2)',
});
