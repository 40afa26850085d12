import { max } from '../aggregate/aggregations.ts';
import { replacerOf } from '../call-regex.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const useSeriesAbove: GraphiteFunction = {
  name: 'useSeriesAbove',
  group: 'Filter Series',
  description:
    'For each series whose greatest value is above the one given, another series: the one whose name is this name with all that the regular expression search matches replaced. In the replacement \\1 is what the first group matched.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('float', 'value'),
    param.required('string', 'search'),
    param.required('string', 'replace'),
  ],
  example: 'useSeriesAbove(shop.*.requests,10,"requests","time")',
  evaluate: (call) => {
    const value = call.number('value');
    const replaced = replacerOf(call, 'search', 'replace');
    const names = call
      .series('seriesList')
      .filter(({ values }) => max(values, 0, values.length) > value)
      .map((s) => replaced(s.name));
    // A replaced name may be a list of several.
    return call
      .seriesOfTexts(names, (name) => `group(${name})`)
      .flat()
      .filter((s) => s.values.length > 0);
  },
};
