import { type GraphiteFunction, param } from '../function.ts';
import { sortedBy } from '../sort-series.ts';

export const lowest: GraphiteFunction = {
  name: 'lowest',
  group: 'Filter Series',
  description:
    'The n series with the lowest average, or what func says, the lowest first. Those without values come before all others.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('integer', 'n'),
    param.optional('aggFunc', 'func', { default: 'average' }),
  ],
  example: 'lowest(servers.*.load,5,"max")',
  evaluate: (call) => sortedBy(call.series('seriesList'), call.text('func'), 'ascending').slice(0, call.number('n')),
};
