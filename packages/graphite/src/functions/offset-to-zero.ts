import { min } from '../aggregate/aggregations.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { formatFloat } from '../number-format.ts';
import { withValues } from '../series.ts';

export const offsetToZero: GraphiteFunction = {
  name: 'offsetToZero',
  group: 'Transform',
  description: 'Takes the least value of each series off all its values, so that it touches 0.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'offsetToZero(servers.web-1.bytes_free)',
  evaluate: (call) =>
    call.series('seriesList').map((s) => {
      const least = min(s.values, 0, s.values.length);
      return withValues(
        s,
        `offsetToZero(${s.name})`,
        s.values.map((v) => v - least),
        { offsetToZero: Number.isNaN(least) ? 'None' : formatFloat(least) },
      );
    }),
};
