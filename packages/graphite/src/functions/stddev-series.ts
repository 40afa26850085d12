import { aggregateFunction } from '../aggregate/aggregate-function.ts';
import type { GraphiteFunction } from '../function.ts';

export const stddevSeries: GraphiteFunction = aggregateFunction('stddev', {
  name: 'stddevSeries',
  description: 'The standard deviation of all series in each slot, of the population.',
  example: 'stddevSeries(servers.*.load)',
});
