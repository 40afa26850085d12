import { thresholdFunction } from '../filter-by-value.ts';
import type { GraphiteFunction } from '../function.ts';

export const maximumBelow: GraphiteFunction = thresholdFunction('max', 'below', {
  name: 'maximumBelow',
  description: 'The series whose values are all at most n, and those without values.',
  example: 'maximumBelow(servers.*.load,1)',
});
