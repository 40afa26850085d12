import type { GraphiteFunction } from '../function.ts';
import { rankFunction } from '../sort-series.ts';

export const highestCurrent: GraphiteFunction = rankFunction('last', 'descending', {
  name: 'highestCurrent',
  description: 'The n series with the highest newest value, the highest first.',
  example: 'highestCurrent(carpy.shop.*.*.ok.count,5)',
});
