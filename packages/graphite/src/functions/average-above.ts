import { thresholdFunction } from '../filter-by-value.ts';
import type { GraphiteFunction } from '../function.ts';

export const averageAbove: GraphiteFunction = thresholdFunction('average', 'above', {
  name: 'averageAbove',
  description: 'The series whose average is more than n.',
  example: 'averageAbove(carpy.shop.*.*.ok.mean,200)',
});
