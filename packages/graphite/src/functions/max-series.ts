import { aggregateFunction } from '../aggregate/aggregate-function.ts';
import type { GraphiteFunction } from '../function.ts';

export const maxSeries: GraphiteFunction = aggregateFunction('max', {
  name: 'maxSeries',
  description: 'The greatest value of all series in each slot.',
  example: 'maxSeries(carpy.shop.*.checkout.ok.upper)',
});
