import { funcOf } from '../aggregate/func-param.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { movingWindowOf } from '../windows/moving-window.ts';
import { WINDOW_SIZE } from '../windows/read-window.ts';

export const movingWindow: GraphiteFunction = {
  name: 'movingWindow',
  group: 'Calculate',
  description:
    'The newest values up to and with the current one, aggregated by func: a number of points, or an interval such as "5min".',
  params: [
    param.required('seriesList', 'seriesList'),
    WINDOW_SIZE,
    param.optional('aggFunc', 'func', { default: 'average' }),
    param.optional('float', 'xFilesFactor'),
  ],
  example: 'movingWindow(carpy.shop.web-1.checkout.ok.mean,"10min","stddev")',
  readsItself: true,
  evaluate: (call) => movingWindowOf(call, funcOf(call)),
};
