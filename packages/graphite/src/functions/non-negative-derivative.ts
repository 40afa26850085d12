import { counterDeltas } from '../counter-delta.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { remade } from '../series.ts';

export const nonNegativeDerivative: GraphiteFunction = {
  name: 'nonNegativeDerivative',
  group: 'Transform',
  description:
    'The growth of a counter from each value to the next. A fall is a gap, or with maxValue a wrap past it; values beyond maxValue or under minValue are left out.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('float', 'maxValue'),
    param.optional('float', 'minValue'),
  ],
  example: 'nonNegativeDerivative(servers.web-1.bytes_sent)',
  evaluate: (call) => {
    const max = call.optionalNumber('maxValue');
    const min = call.optionalNumber('minValue');
    return call.series('seriesList').map((s) =>
      remade(s, `nonNegativeDerivative(${s.name})`, counterDeltas(s.values, max, min), {
        nonNegativeDerivative: '1',
      }),
    );
  },
};
