import { max, min } from '../aggregate/aggregations.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const minMax: GraphiteFunction = {
  name: 'minMax',
  group: 'Transform',
  description: 'Scales each series so that its least value is 0 and its greatest 1. Where all are the same, all are 0.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'minMax(servers.*.load)',
  evaluate: (call) =>
    call.series('seriesList').map((s) => {
      const least = min(s.values, 0, s.values.length);
      const span = max(s.values, 0, s.values.length) - least;
      return withValues(
        s,
        `minMax(${s.name})`,
        s.values.map((v) => (span === 0 && !Number.isNaN(v) ? 0 : (v - least) / span)),
      );
    }),
};
