import { thresholdFunction } from '../filter-by-value.ts';
import type { GraphiteFunction } from '../function.ts';

export const averageBelow: GraphiteFunction = thresholdFunction('average', 'below', {
  name: 'averageBelow',
  description: 'The series whose average is at most n, and those without values.',
  example: 'averageBelow(carpy.shop.*.*.ok.mean,200)',
});
