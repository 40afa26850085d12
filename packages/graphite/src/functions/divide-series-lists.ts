import { pairs } from '../aggregate/aggregate-lists.ts';
import { quotient } from '../aggregate/divide.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const divideSeriesLists: GraphiteFunction = {
  name: 'divideSeriesLists',
  group: 'Combine',
  description:
    'Divides the first list by the second, pair by pair. A division by zero is a gap. The lists must be equally long.',
  params: [param.required('seriesList', 'dividendSeriesList'), param.required('seriesList', 'divisorSeriesList')],
  example: 'divideSeriesLists(shop.*.failures,shop.*.requests)',
  evaluate: (call) =>
    pairs(call, 'dividendSeriesList', 'divisorSeriesList').map(([dividend, divisor]) =>
      quotient(`divideSeries(${dividend.name},${divisor.name})`, dividend, divisor, call.reader.xFilesFactor),
    ),
};
