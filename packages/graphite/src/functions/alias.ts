import { type GraphiteFunction, param } from '../function.ts';
import { renamed } from '../series.ts';

export const alias: GraphiteFunction = {
  name: 'alias',
  group: 'Alias',
  description: 'Names the series as given instead of after its path.',
  params: [param.required('seriesList', 'seriesList'), param.required('string', 'newName')],
  example: 'alias(carpy.shop.web-1.checkout.ok.mean,"checkout, mean")',
  evaluate: (call) => {
    const name = call.scalar('newName')?.text ?? '';
    return call.series('seriesList').map((s) => renamed(s, name));
  },
};
