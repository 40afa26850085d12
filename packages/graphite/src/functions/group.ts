import { type GraphiteFunction, param } from '../function.ts';

export const group: GraphiteFunction = {
  name: 'group',
  group: 'Combine',
  description: 'Several lists of series as one list, so that a function can be applied to all of them.',
  params: [param.optional('seriesList', 'seriesLists', { multiple: true })],
  example: 'group(carpy.shop.*.checkout.ok.mean,carpy.shop.*.checkout.error.mean)',
  evaluate: (call) => call.series('seriesLists'),
};
