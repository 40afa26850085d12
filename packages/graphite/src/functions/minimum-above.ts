import { thresholdFunction } from '../filter-by-value.ts';
import type { GraphiteFunction } from '../function.ts';

export const minimumAbove: GraphiteFunction = thresholdFunction('min', 'above', {
  name: 'minimumAbove',
  description: 'The series whose values are all more than n.',
  example: 'minimumAbove(servers.*.load,1)',
});
