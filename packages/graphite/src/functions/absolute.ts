import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const absolute: GraphiteFunction = {
  name: 'absolute',
  group: 'Transform',
  description: 'Every value without its sign.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'absolute(servers.web-1.clock_drift)',
  evaluate: (call) =>
    call
      .series('seriesList')
      .map((s) => withValues(s, `absolute(${s.name})`, s.values.map(Math.abs), { absolute: '1' })),
};
