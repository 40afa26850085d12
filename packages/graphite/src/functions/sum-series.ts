import { aggregateFunction } from '../aggregate/aggregate-function.ts';
import type { GraphiteFunction } from '../function.ts';

export const sumSeries: GraphiteFunction = aggregateFunction('sum', {
  name: 'sumSeries',
  aliases: ['sum'],
  description: 'Adds all series, slot by slot. Gaps count as nothing; a slot in which all are gaps is a gap.',
  example: 'sumSeries(carpy.shop.*.checkout.ok.count)',
});
