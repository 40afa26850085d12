import { type GraphiteFunction, param } from '../function.ts';
import { renamed } from '../series.ts';

export const aliasByMetric: GraphiteFunction = {
  name: 'aliasByMetric',
  group: 'Alias',
  description: 'Names each series after the last node of its path.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'aliasByMetric(carpy.shop.web-1.checkout.ok.mean)',
  evaluate: (call) => call.series('seriesList').map((s) => renamed(s, lastNode(s.name))),
};

/** Of a name that is a function call, the last node of the innermost argument, as graphite-web cuts it. */
function lastNode(name: string): string {
  const close = name.indexOf(')');
  const inner = name.slice(name.lastIndexOf('(') + 1, close < 0 ? undefined : close);
  const node = inner.slice(inner.lastIndexOf('.') + 1);
  return node.replace(/,.*$/, '');
}
