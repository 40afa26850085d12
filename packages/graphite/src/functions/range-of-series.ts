import { aggregateFunction } from '../aggregate/aggregate-function.ts';
import type { GraphiteFunction } from '../function.ts';

export const rangeOfSeries: GraphiteFunction = aggregateFunction('rangeOf', {
  name: 'rangeOfSeries',
  description: 'The greatest minus the least value of all series in each slot.',
  example: 'rangeOfSeries(servers.*.load)',
});
