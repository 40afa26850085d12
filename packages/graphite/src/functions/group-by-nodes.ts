import { groupSeries } from '../aggregate/group-series.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const groupByNodes: GraphiteFunction = {
  name: 'groupByNodes',
  group: 'Combine',
  description:
    'Groups series by several nodes of their paths, or tags, and aggregates each group; the result is named by the nodes.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('aggOrSeriesFunc', 'callback'),
    param.optional('nodeOrTag', 'nodes', { multiple: true }),
  ],
  example: 'groupByNodes(carpy.shop.*.*.ok.count,"sum",2,3)',
  evaluate: (call) => groupSeries(call, call.series('seriesList'), call.nodes('nodes'), call.text('callback')),
};
