import type { GraphiteFunction } from '../function.ts';
import { rankFunction } from '../sort-series.ts';

export const lowestAverage: GraphiteFunction = rankFunction('average', 'ascending', {
  name: 'lowestAverage',
  description: 'The n series with the lowest average, the lowest first; those without values before all others.',
  example: 'lowestAverage(carpy.shop.*.*.apdex,5)',
});
