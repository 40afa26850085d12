import { wildcardsFunction } from '../aggregate/aggregate-wildcards.ts';
import type { GraphiteFunction } from '../function.ts';

export const averageSeriesWithWildcards: GraphiteFunction = wildcardsFunction('average', {
  name: 'averageSeriesWithWildcards',
  description:
    'Averages series whose names differ only in the nodes at the positions given, and names each average by the other nodes.',
  example: 'averageSeriesWithWildcards(servers.*.cpu.*.user,1,3)',
});
