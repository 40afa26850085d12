import { thresholdFunction } from '../filter-by-value.ts';
import type { GraphiteFunction } from '../function.ts';

export const maximumAbove: GraphiteFunction = thresholdFunction('max', 'above', {
  name: 'maximumAbove',
  description: 'The series with a value of more than n.',
  example: 'maximumAbove(servers.*.load,8)',
});
