import { type GraphiteFunction, param } from '../function.ts';
import { drawn } from '../series.ts';

export const alpha: GraphiteFunction = {
  name: 'alpha',
  group: 'Graph',
  description: 'Draws the series with this opacity, from 0 (not to be seen) to 1.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'alpha')],
  example: 'alpha(carpy.shop.web-1.checkout.ok.mean,0.5)',
  evaluate: (call) => {
    const alpha = Math.min(1, Math.max(0, call.number('alpha')));
    return call.series('seriesList').map((s) => drawn(s, { alpha }));
  },
};
