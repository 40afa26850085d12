import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const isNonNull: GraphiteFunction = {
  name: 'isNonNull',
  group: 'Transform',
  description: '1 where a series has a value, 0 where it has a gap: summed up, how many have data at a moment.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'isNonNull(servers.*.load)',
  evaluate: (call) =>
    call.series('seriesList').map((s) =>
      withValues(
        s,
        `isNonNull(${s.name})`,
        s.values.map((v) => (Number.isNaN(v) ? 0 : 1)),
        { isNonNull: '1' },
      ),
    ),
};
