import { type GraphiteFunction, param } from '../function.ts';
import { nodesOfName } from '../nodes-of-name.ts';
import { renamed } from '../series.ts';

export const aliasByMetric: GraphiteFunction = {
  name: 'aliasByMetric',
  group: 'Alias',
  description: 'Names each series after the last node of its path.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'aliasByMetric(carpy.shop.web-1.checkout.ok.mean)',
  evaluate: (call) => call.series('seriesList').map((s) => renamed(s, nodesOfName(s.name, -1, 0))),
};
