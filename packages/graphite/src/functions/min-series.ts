import { aggregateFunction } from '../aggregate/aggregate-function.ts';
import type { GraphiteFunction } from '../function.ts';

export const minSeries: GraphiteFunction = aggregateFunction('min', {
  name: 'minSeries',
  description: 'The least value of all series in each slot.',
  example: 'minSeries(carpy.shop.*.checkout.ok.lower)',
});
