import { wildcardsFunction } from '../aggregate/aggregate-wildcards.ts';
import type { GraphiteFunction } from '../function.ts';

export const sumSeriesWithWildcards: GraphiteFunction = wildcardsFunction('sum', {
  name: 'sumSeriesWithWildcards',
  description:
    'Adds series whose names differ only in the nodes at the positions given, and names each sum by the other nodes.',
  example: 'sumSeriesWithWildcards(servers.*.cpu.*.user,1,3)',
});
