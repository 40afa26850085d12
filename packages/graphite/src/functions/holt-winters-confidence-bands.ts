import type { GraphiteFunction } from '../function.ts';
import { BAND_PARAMS, bandsOf } from '../holt-winters/forecast.ts';

export const holtWintersConfidenceBands: GraphiteFunction = {
  name: 'holtWintersConfidenceBands',
  group: 'Calculate',
  description:
    'Two series for each: the Holt-Winters forecast minus and plus delta times the deviation that is usual at this time of the season.',
  params: BAND_PARAMS,
  example: 'holtWintersConfidenceBands(carpy.shop.web-1.checkout.ok.count,3)',
  readsItself: true,
  evaluate: (call) => bandsOf(call).flatMap(({ lower, upper }) => [lower, upper]),
};
