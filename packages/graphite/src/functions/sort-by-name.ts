import { type GraphiteFunction, param } from '../function.ts';

export const sortByName: GraphiteFunction = {
  name: 'sortByName',
  group: 'Sorting',
  description: 'Sorts series by name; with natural, numbers within names count as numbers.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('boolean', 'natural', { default: false }),
    param.optional('boolean', 'reverse', { default: false }),
  ],
  example: 'sortByName(servers.*.load,true)',
  evaluate: (call) => {
    const natural = call.flag('natural');
    const sign = call.flag('reverse') ? -1 : 1;
    const keyed = call.series('seriesList').map((series) => ({
      series,
      key: natural ? series.name.replace(/0*(\d+)/g, (_, n: string) => n.padStart(10, '0')) : series.name,
    }));
    keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
    return keyed.map((k) => k.series);
  },
};
