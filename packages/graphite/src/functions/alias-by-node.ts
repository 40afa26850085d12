import { type GraphiteFunction, param } from '../function.ts';
import { nodeKey } from '../node-key.ts';
import { renamed } from '../series.ts';

export const aliasByNode: GraphiteFunction = {
  name: 'aliasByNode',
  group: 'Alias',
  description:
    'Names each series after nodes of its path, counted from 0, or from the end by negative numbers, and after tags by name.',
  params: [param.required('seriesList', 'seriesList'), param.required('nodeOrTag', 'nodes', { multiple: true })],
  example: 'aliasByNode(carpy.shop.*.checkout.ok.mean,2,3)',
  evaluate: (call) => {
    const nodes = call.nodes('nodes');
    return call.series('seriesList').map((s) => renamed(s, nodeKey(s, nodes)));
  },
};
