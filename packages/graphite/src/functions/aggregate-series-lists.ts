import { aggregateLists, LISTS_PARAMS } from '../aggregate/aggregate-lists.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const aggregateSeriesLists: GraphiteFunction = {
  name: 'aggregateSeriesLists',
  group: 'Combine',
  description:
    'Aggregates two lists pair by pair with the named function: the first series of both, the second of both, and so on. The lists must be equally long.',
  params: [...LISTS_PARAMS, param.required('aggFunc', 'func'), param.optional('float', 'xFilesFactor')],
  example: 'aggregateSeriesLists(servers.*.reads,servers.*.writes,"sum")',
  evaluate: (call) =>
    aggregateLists(
      call,
      call.text('func').replace(/Series$/, ''),
      call.optionalNumber('xFilesFactor') ?? call.reader.xFilesFactor,
    ),
};
