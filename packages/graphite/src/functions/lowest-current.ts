import type { GraphiteFunction } from '../function.ts';
import { rankFunction } from '../sort-series.ts';

export const lowestCurrent: GraphiteFunction = rankFunction('last', 'ascending', {
  name: 'lowestCurrent',
  description: 'The n series with the lowest newest value, the lowest first; those without values before all others.',
  example: 'lowestCurrent(servers.*.disk.free,5)',
});
