import { count } from '../aggregate/aggregations.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const removeEmptySeries: GraphiteFunction = {
  name: 'removeEmptySeries',
  group: 'Filter Series',
  description: 'The series that have a value. With xFilesFactor, those with at least that share of values, 0 to 1.',
  params: [param.required('seriesList', 'seriesList'), param.optional('float', 'xFilesFactor')],
  example: 'removeEmptySeries(servers.*.load,0.5)',
  evaluate: (call) => {
    const least = call.optionalNumber('xFilesFactor') ?? 0;
    return call.series('seriesList').filter(({ values }) => {
      const present = count(values, 0, values.length);
      return present > 0 && present / values.length >= least;
    });
  },
};
