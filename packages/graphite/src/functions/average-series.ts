import { aggregateFunction } from '../aggregate/aggregate-function.ts';
import type { GraphiteFunction } from '../function.ts';

export const averageSeries: GraphiteFunction = aggregateFunction('average', {
  name: 'averageSeries',
  aliases: ['avg'],
  description: 'Averages all series, slot by slot, each with the same weight. Gaps are left out.',
  example: 'averageSeries(servers.*.load)',
});
