import { type GraphiteFunction, param } from '../function.ts';
import { formatG } from '../number-format.ts';
import { drawn, renamed } from '../series.ts';

export const dashed: GraphiteFunction = {
  name: 'dashed',
  group: 'Graph',
  description: 'Draws the series by a dashed line, each dash so many pixels long.',
  params: [param.required('seriesList', 'seriesList'), param.optional('integer', 'dashLength', { default: 5 })],
  example: 'dashed(carpy.shop.web-1.checkout.ok.mean,10)',
  evaluate: (call) => {
    const dashed = call.number('dashLength');
    return call
      .series('seriesList')
      .map((s) =>
        renamed(
          drawn({ ...s, tags: { ...s.tags, dashed: String(dashed) } }, { dashed }),
          `dashed(${s.name}, ${formatG(dashed)})`,
        ),
      );
  },
};
