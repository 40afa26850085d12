import { type GraphiteFunction, param } from '../function.ts';
import { sortedBy } from '../sort-series.ts';

export const highest: GraphiteFunction = {
  name: 'highest',
  group: 'Filter Series',
  description: 'The n series with the highest average, or what func says, the highest first.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('integer', 'n'),
    param.optional('aggFunc', 'func', { default: 'average' }),
  ],
  example: 'highest(servers.*.load,5,"max")',
  evaluate: (call) => sortedBy(call.series('seriesList'), call.text('func'), 'descending').slice(0, call.number('n')),
};
