import { aggregateWithWildcards as aggregate } from '../aggregate/aggregate-wildcards.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const aggregateWithWildcards: GraphiteFunction = {
  name: 'aggregateWithWildcards',
  group: 'Combine',
  description:
    'Aggregates series whose names differ only in the nodes at the positions given, and names each result by the other nodes.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('aggFunc', 'func'),
    param.optional('node', 'position', { multiple: true }),
  ],
  example: 'aggregateWithWildcards(servers.*.cpu.*.user,"max",1,3)',
  evaluate: (call) => aggregate(call, call.text('func')),
};
