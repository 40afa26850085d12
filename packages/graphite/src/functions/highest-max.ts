import type { GraphiteFunction } from '../function.ts';
import { rankFunction } from '../sort-series.ts';

export const highestMax: GraphiteFunction = rankFunction('max', 'descending', {
  name: 'highestMax',
  description: 'The n series with the highest maximum, the highest first.',
  example: 'highestMax(carpy.shop.*.*.ok.count,5)',
});
