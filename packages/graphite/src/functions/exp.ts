import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const exp: GraphiteFunction = {
  name: 'exp',
  group: 'Transform',
  description: 'e to the power of every value. A power too great for a number is a gap.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'exp(servers.web-1.log_size)',
  evaluate: (call) =>
    call.series('seriesList').map((s) => withValues(s, `exp(${s.name})`, s.values.map(exponential), { exp: 'e' })),
};

const exponential = (v: number): number => {
  const result = Math.exp(v);
  return result === Number.POSITIVE_INFINITY && v !== result ? Number.NaN : result;
};
