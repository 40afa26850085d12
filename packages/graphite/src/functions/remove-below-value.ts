import type { GraphiteFunction } from '../function.ts';
import { removeByValue } from '../remove-values.ts';

export const removeBelowValue: GraphiteFunction = removeByValue('below', {
  name: 'removeBelowValue',
  description: 'Makes a gap of each value of less than n.',
  example: 'removeBelowValue(servers.web-1.load,0)',
});
