import type { GraphiteFunction } from '../function.ts';
import { removeByPercentile } from '../remove-values.ts';

export const removeBelowPercentile: GraphiteFunction = removeByPercentile('below', {
  name: 'removeBelowPercentile',
  description: 'Makes a gap of each value below the percentile n of its series.',
  example: 'removeBelowPercentile(carpy.shop.web-1.checkout.ok.mean,5)',
});
