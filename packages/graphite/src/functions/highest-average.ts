import type { GraphiteFunction } from '../function.ts';
import { rankFunction } from '../sort-series.ts';

export const highestAverage: GraphiteFunction = rankFunction('average', 'descending', {
  name: 'highestAverage',
  description: 'The n series with the highest average, the highest first.',
  example: 'highestAverage(carpy.shop.*.*.ok.count,5)',
});
