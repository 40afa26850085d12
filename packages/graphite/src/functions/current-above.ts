import { thresholdFunction } from '../filter-by-value.ts';
import type { GraphiteFunction } from '../function.ts';

export const currentAbove: GraphiteFunction = thresholdFunction('last', 'above', {
  name: 'currentAbove',
  description: 'The series whose newest value is more than n.',
  example: 'currentAbove(servers.*.disk.used,90)',
});
