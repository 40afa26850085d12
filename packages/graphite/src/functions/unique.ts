import { type GraphiteFunction, param } from '../function.ts';

export const unique: GraphiteFunction = {
  name: 'unique',
  group: 'Filter Series',
  description: 'Of series with the same name only the first.',
  params: [param.required('seriesList', 'seriesLists', { multiple: true })],
  example: 'unique(servers.web-*.load,servers.*-1.load)',
  evaluate: (call) => {
    const seen = new Set<string>();
    return call.series('seriesLists').filter(({ name }) => {
      const isNew = !seen.has(name);
      seen.add(name);
      return isNew;
    });
  },
};
