import { type GraphiteFunction, param } from '../function.ts';
import { drawn } from '../series.ts';

export const color: GraphiteFunction = {
  name: 'color',
  group: 'Graph',
  description: 'Draws the series in this colour: a name, or rrggbb with or without #, and two digits more for opacity.',
  params: [param.required('seriesList', 'seriesList'), param.required('string', 'theColor')],
  example: 'color(carpy.shop.web-1.checkout.ok.mean,"green")',
  evaluate: (call) => {
    const color = call.text('theColor');
    return call.series('seriesList').map((s) => drawn(s, { color }));
  },
};
