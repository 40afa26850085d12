import type { GraphiteFunction } from '../function.ts';
import { removeByValue } from '../remove-values.ts';

export const removeAboveValue: GraphiteFunction = removeByValue('above', {
  name: 'removeAboveValue',
  description: 'Makes a gap of each value of more than n.',
  example: 'removeAboveValue(servers.web-1.load,100)',
});
