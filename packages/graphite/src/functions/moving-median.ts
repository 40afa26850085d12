import { type GraphiteFunction, param, WINDOW_SUGGESTIONS } from '../function.ts';
import { movingWindow } from '../moving-window.ts';

export const movingMedian: GraphiteFunction = {
  name: 'movingMedian',
  group: 'Calculate',
  description:
    'The median of the newest values up to and with the current one: a number of points, or an interval such as "5min".',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('intOrInterval', 'windowSize', { suggestions: WINDOW_SUGGESTIONS }),
    param.optional('float', 'xFilesFactor'),
  ],
  example: 'movingMedian(carpy.shop.web-1.checkout.ok.mean,"5min")',
  readsItself: true,
  evaluate: (call) => movingWindow(call, 'median'),
};
