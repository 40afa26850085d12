import { groupSeries } from '../aggregate/group-series.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const groupByNode: GraphiteFunction = {
  name: 'groupByNode',
  group: 'Combine',
  description:
    'Groups series by one node of their paths, or one tag, and aggregates each group; the result is named by the node.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('nodeOrTag', 'nodeNum'),
    param.optional('aggOrSeriesFunc', 'callback', { default: 'average' }),
  ],
  example: 'groupByNode(carpy.shop.*.*.ok.count,3,"sum")',
  evaluate: (call) => groupSeries(call, call.series('seriesList'), call.nodes('nodeNum'), call.text('callback')),
};
