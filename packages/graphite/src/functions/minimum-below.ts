import { thresholdFunction } from '../filter-by-value.ts';
import type { GraphiteFunction } from '../function.ts';

export const minimumBelow: GraphiteFunction = thresholdFunction('min', 'below', {
  name: 'minimumBelow',
  description: 'The series with a value of at most n, and those without values.',
  example: 'minimumBelow(servers.*.disk.free,10)',
});
