import { type GraphiteFunction, param } from '../function.ts';
import type { ConsolidationName } from '../source.ts';

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
  evaluate: (call) => {
    const func = call.text('consolidationFunc');
    const consolidation = (func === 'avg' ? 'average' : func) as ConsolidationName;
    return call.series('seriesList').map((s) => {
      const name = `consolidateBy(${s.name},"${func}")`;
      return {
        ...s,
        name,
        pathExpression: name,
        tags: { ...s.tags, consolidateBy: func },
        consolidation,
        kindRules: false,
        origin: undefined,
      };
    });
  },
};
