import { type GraphiteFunction, param } from '../function.ts';
import { sortedBy } from '../sort-series.ts';

export const sortBy: GraphiteFunction = {
  name: 'sortBy',
  group: 'Sorting',
  description:
    'Sorts series by their average, or what func says, the lowest first; with reverse the highest first. Those without values count as the lowest.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('aggFunc', 'func', { default: 'average' }),
    param.optional('boolean', 'reverse', { default: false }),
  ],
  example: 'sortBy(servers.*.load,"max",true)',
  evaluate: (call) =>
    sortedBy(call.series('seriesList'), call.text('func'), call.flag('reverse') ? 'descending' : 'ascending'),
};
