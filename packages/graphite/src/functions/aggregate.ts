import { aggregateSeries } from '../aggregate/aggregate-series.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const aggregate: GraphiteFunction = {
  name: 'aggregate',
  group: 'Combine',
  description:
    'Aggregates all series slot by slot with the named function. With xFilesFactor, slots with a smaller share of values are gaps.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('aggFunc', 'func'),
    param.optional('float', 'xFilesFactor'),
  ],
  example: 'aggregate(servers.*.load,"median")',
  evaluate: (call) =>
    aggregateSeries(
      call.series('seriesList'),
      call.text('func').replace(/Series$/, ''),
      call.optionalNumber('xFilesFactor') ?? call.reader.xFilesFactor,
    ),
};
