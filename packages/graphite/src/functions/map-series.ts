import { type GraphiteFunction, param } from '../function.ts';
import { groupByKey, nodeKey } from '../node-key.ts';

export const mapSeries: GraphiteFunction = {
  name: 'mapSeries',
  aliases: ['map'],
  group: 'Combine',
  description:
    'Brings series together that have the given nodes or tags in common, one group after the other, for reduceSeries.',
  params: [param.required('seriesList', 'seriesList'), param.required('nodeOrTag', 'mapNodes', { multiple: true })],
  example: 'mapSeries(servers.*.disk.*,1)',
  // No list of lists: reduceSeries, which alone takes one, goes through all series and finds the groups by their names.
  evaluate: (call) => {
    const nodes = call.nodes('mapNodes');
    return [...groupByKey(call.series('seriesList'), (s) => nodeKey(s, nodes)).values()].flat();
  },
};
