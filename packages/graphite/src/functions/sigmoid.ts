import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const sigmoid: GraphiteFunction = {
  name: 'sigmoid',
  group: 'Transform',
  description: 'Every value pressed between 0 and 1 by 1 / (1 + exp(-v)); the inverse of logit.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'sigmoid(servers.web-1.score)',
  evaluate: (call) =>
    call.series('seriesList').map((s) =>
      withValues(
        s,
        `sigmoid(${s.name})`,
        s.values.map((v) => 1 / (1 + Math.exp(-v))),
        { sigmoid: 'sigmoid' },
      ),
    ),
};
