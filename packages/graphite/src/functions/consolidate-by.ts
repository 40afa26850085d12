import { consolidatedBy } from '../consolidated-by.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const consolidateBy: GraphiteFunction = {
  name: 'consolidateBy',
  group: 'Special',
  description:
    'How several values become one where fewer points are drawn than there are: sum, average, avg_zero, min, max, first or last. For leaves of records it replaces their own rule.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('string', 'consolidationFunc', {
      options: ['average', 'avg', 'avg_zero', 'first', 'last', 'max', 'min', 'sum'],
    }),
  ],
  example: 'consolidateBy(servers.web-1.errors,"sum")',
  evaluate: (call) => consolidatedBy(call.series('seriesList'), call.text('consolidationFunc')),
};
