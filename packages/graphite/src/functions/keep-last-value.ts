import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const keepLastValue: GraphiteFunction = {
  name: 'keepLastValue',
  group: 'Transform',
  description: 'Fills gaps of up to limit values with the value before them; longer gaps stay.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('intOrInf', 'limit', { default: Number.POSITIVE_INFINITY }),
  ],
  example: 'keepLastValue(servers.web-1.load,3)',
  evaluate: (call) => {
    const limit = call.number('limit');
    return call.series('seriesList').map((s) => withValues(s, `keepLastValue(${s.name})`, filled(s.values, limit)));
  },
};

function filled(values: Float64Array, limit: number): Float64Array {
  const out = values.slice();
  let last = -1;
  for (let i = 0; i <= out.length; i++) {
    if (i < out.length && Number.isNaN(values[i])) continue;
    const gap = i - last - 1;
    if (last >= 0 && gap > 0 && gap <= limit) out.fill(values[last] as number, last + 1, i);
    last = i;
  }
  return out;
}
