import { aggregateFunction } from '../aggregate/aggregate-function.ts';
import type { GraphiteFunction } from '../function.ts';

export const diffSeries: GraphiteFunction = aggregateFunction('diff', {
  name: 'diffSeries',
  description: 'The first series minus all others, slot by slot.',
  example: 'diffSeries(requests.all,requests.failed)',
});
