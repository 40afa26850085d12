import type { GraphiteFunction } from '../function.ts';
import { removeByPercentile } from '../remove-values.ts';

export const removeAbovePercentile: GraphiteFunction = removeByPercentile('above', {
  name: 'removeAbovePercentile',
  description: 'Makes a gap of each value above the percentile n of its series.',
  example: 'removeAbovePercentile(carpy.shop.web-1.checkout.ok.mean,95)',
});
