import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const logit: GraphiteFunction = {
  name: 'logit',
  group: 'Transform',
  description:
    'The logarithm of v / (1 - v): odds instead of a share. Values that do not lie between 0 and 1 become gaps.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'logit(servers.web-1.error_share)',
  evaluate: (call) =>
    call.series('seriesList').map((s) => withValues(s, `logit(${s.name})`, s.values.map(logOdds), { logit: 'logit' })),
};

const logOdds = (v: number): number => (v > 0 && v < 1 ? Math.log(v / (1 - v)) : Number.NaN);
