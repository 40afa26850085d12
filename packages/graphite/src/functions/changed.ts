import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const changed: GraphiteFunction = {
  name: 'changed',
  group: 'Special',
  description: '1 where a value differs from the one before it, 0 elsewhere. Gaps change nothing.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'changed(shop.version)',
  evaluate: (call) =>
    call.series('seriesList').map((s) => {
      let before = Number.NaN;
      return withValues(
        s,
        `changed(${s.name})`,
        s.values.map((v) => {
          if (Number.isNaN(v)) return 0;
          const differs = !Number.isNaN(before) && v !== before;
          before = v;
          return differs ? 1 : 0;
        }),
      );
    }),
};
