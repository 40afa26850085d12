import { type GraphiteFunction, param } from '../function.ts';
import { remade } from '../series.ts';

export const integral: GraphiteFunction = {
  name: 'integral',
  group: 'Transform',
  description: 'The sum of all values so far. Gaps stay gaps and add nothing.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'integral(carpy.shop.web-1.checkout.ok.count)',
  evaluate: (call) =>
    call.series('seriesList').map((s) => {
      let sum = 0;
      const sums = s.values.map((v) => {
        if (Number.isNaN(v)) return v;
        sum += v;
        return sum;
      });
      return remade(s, `integral(${s.name})`, sums, { integral: '1' });
    }),
};
