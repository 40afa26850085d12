import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const interpolate: GraphiteFunction = {
  name: 'interpolate',
  group: 'Transform',
  description:
    'Fills gaps of up to limit values by a straight line from the value before them to the one after; longer gaps, and those at either end, stay.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('intOrInf', 'limit', { default: Number.POSITIVE_INFINITY }),
  ],
  example: 'interpolate(carpy.shop.web-1.checkout.ok.mean,3)',
  evaluate: (call) => {
    const limit = call.number('limit');
    return call.series('seriesList').map((s) => withValues(s, `interpolate(${s.name})`, bridged(s.values, limit)));
  },
};

function bridged(values: Float64Array, limit: number): Float64Array {
  const out = values.slice();
  let before = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const gaps = i - before - 1;
    if (before >= 0 && gaps > 0 && gaps <= limit) {
      const from = values[before] as number;
      for (let k = 1; k <= gaps; k++) out[before + k] = from + (k * (value - from)) / (gaps + 1);
    }
    before = i;
  }
  return out;
}
