import { filterByValue, OPERATORS, type Operator } from '../filter-by-value.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const filterSeries: GraphiteFunction = {
  name: 'filterSeries',
  group: 'Filter Series',
  description:
    'The series for which one number, an aggregation of all their values, compares so with the threshold. A series without values counts as below everything.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('aggFunc', 'func'),
    param.required('string', 'operator', { options: OPERATORS }),
    param.required('float', 'threshold'),
  ],
  example: 'filterSeries(servers.*.load,"max",">",8)',
  evaluate: (call) =>
    filterByValue(
      call.series('seriesList'),
      call.text('func'),
      call.text('operator') as Operator,
      call.number('threshold'),
    ),
};
