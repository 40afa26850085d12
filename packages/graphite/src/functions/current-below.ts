import { thresholdFunction } from '../filter-by-value.ts';
import type { GraphiteFunction } from '../function.ts';

export const currentBelow: GraphiteFunction = thresholdFunction('last', 'below', {
  name: 'currentBelow',
  description: 'The series whose newest value is at most n, and those without values.',
  example: 'currentBelow(servers.*.disk.free,10)',
});
