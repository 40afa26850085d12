import { type GraphiteFunction, param } from '../function.ts';
import { remade } from '../series.ts';

export const log: GraphiteFunction = {
  name: 'log',
  group: 'Transform',
  description: 'The logarithm of every value to a base, 10 if none is given. Of 0 and of negative values, gaps.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('integer', 'base', { default: 10, fractions: true }),
  ],
  example: 'log(carpy.shop.web-1.checkout.ok.mean,2)',
  evaluate: (call) => {
    const base = call.finite('base');
    const text = call.scalar('base')?.text ?? '';
    if (!(base > 0 && base !== 1)) throw call.refuse('base', 'a number above 0 that is not 1');
    const divisor = Math.log(base);
    return call.series('seriesList').map((s) =>
      remade(
        s,
        `log(${s.name}, ${text})`,
        s.values.map((v) => (v > 0 ? Math.log(v) / divisor : Number.NaN)),
        { log: text },
      ),
    );
  },
};
