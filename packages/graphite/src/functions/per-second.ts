import { counterDeltas } from '../counter-delta.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { roundTo6 } from '../rounding.ts';
import { remade } from '../series.ts';

export const perSecond: GraphiteFunction = {
  name: 'perSecond',
  group: 'Transform',
  description: 'The growth of a counter a second, to six decimals; falls as in nonNegativeDerivative.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('float', 'maxValue'),
    param.optional('float', 'minValue'),
  ],
  example: 'perSecond(servers.web-1.bytes_sent)',
  evaluate: (call) => {
    const max = call.optionalNumber('maxValue');
    const min = call.optionalNumber('minValue');
    return call.series('seriesList').map((s) =>
      remade(
        s,
        `perSecond(${s.name})`,
        counterDeltas(s.values, max, min).map((d) => roundTo6(d / s.stepS)),
        { perSecond: '1' },
      ),
    );
  },
};
