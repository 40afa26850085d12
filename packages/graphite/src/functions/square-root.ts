import { type GraphiteFunction, param } from '../function.ts';
import { power } from '../power.ts';
import { withValues } from '../series.ts';

export const squareRoot: GraphiteFunction = {
  name: 'squareRoot',
  group: 'Transform',
  description: 'The square root of every value; of a negative one, a gap.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'squareRoot(servers.web-1.variance)',
  evaluate: (call) =>
    call.series('seriesList').map((s) =>
      withValues(
        s,
        `squareRoot(${s.name})`,
        s.values.map((v) => power(v, 0.5)),
        { squareRoot: '1' },
      ),
    ),
};
