import { type GraphiteFunction, param } from '../function.ts';
import { drawn } from '../series.ts';

export const lineWidth: GraphiteFunction = {
  name: 'lineWidth',
  group: 'Graph',
  description: 'Draws the series by a line of so many pixels.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'width')],
  example: 'lineWidth(carpy.shop.web-1.checkout.ok.mean,2)',
  evaluate: (call) => {
    const lineWidth = call.number('width');
    return call.series('seriesList').map((s) => drawn(s, { lineWidth }));
  },
};
