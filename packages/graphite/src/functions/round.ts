import { type GraphiteFunction, param } from '../function.ts';
import { formatG } from '../number-format.ts';
import { roundTo } from '../rounding.ts';
import { withValues } from '../series.ts';

export const round: GraphiteFunction = {
  name: 'round',
  group: 'Transform',
  description:
    'Rounds every value to so many digits after the point, to whole numbers by default, an exact half to the even neighbour. A negative precision rounds to tens, hundreds and so on.',
  params: [param.required('seriesList', 'seriesList'), param.optional('integer', 'precision', { default: 0 })],
  example: 'round(carpy.shop.web-1.checkout.ok.mean,1)',
  evaluate: (call) => {
    const precision = call.number('precision');
    const shown = call.given('precision') ? `,${formatG(precision)}` : '';
    return call.series('seriesList').map((s) =>
      withValues(
        s,
        `round(${s.name}${shown})`,
        s.values.map((v) => {
          const rounded = roundTo(v, precision);
          return Number.isFinite(v) && !Number.isFinite(rounded) ? Number.NaN : rounded;
        }),
        { round: String(precision) },
      ),
    );
  },
};
