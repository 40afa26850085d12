import { type GraphiteFunction, param } from '../function.ts';
import { power } from '../power.ts';
import { withValues } from '../series.ts';

export const invert: GraphiteFunction = {
  name: 'invert',
  group: 'Transform',
  description: '1 divided by every value; of 0, a gap.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'invert(servers.web-1.seconds_a_request)',
  evaluate: (call) =>
    call.series('seriesList').map((s) =>
      withValues(
        s,
        `invert(${s.name})`,
        s.values.map((v) => power(v, -1)),
        { invert: '1' },
      ),
    ),
};
