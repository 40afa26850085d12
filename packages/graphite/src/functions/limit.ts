import { type GraphiteFunction, param } from '../function.ts';

export const limit: GraphiteFunction = {
  name: 'limit',
  group: 'Filter Series',
  description: 'The first n series. A negative n leaves out that many at the end instead.',
  params: [param.required('seriesList', 'seriesList'), param.required('integer', 'n')],
  example: 'limit(servers.*.load,10)',
  evaluate: (call) => call.series('seriesList').slice(0, call.number('n')),
};
