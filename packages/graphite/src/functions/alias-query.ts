import { consolidationOf } from '../aggregate/aggregations.ts';
import { replacerOf } from '../call-regex.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { numberTemplate } from '../printf.ts';
import { renameAll } from '../rename-all.ts';

export const aliasQuery: GraphiteFunction = {
  name: 'aliasQuery',
  group: 'Alias',
  description:
    'Names each series after the newest value of another one: search and replace make a target of its name, as in aliasSub, and newName takes the value in, such as "%d users".',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('string', 'search'),
    param.required('string', 'replace'),
    param.required('string', 'newName'),
  ],
  example: 'aliasQuery(servers.*.load,"load$","users","load with %d users")',
  evaluate: (call) => {
    const series = call.series('seriesList');
    const replaced = replacerOf(call, 'search', 'replace');
    const format = numberTemplate(call.text('newName'));
    // Named so for a moment: the targets have the bound that names have.
    const targets = renameAll(call, series, (s) => replaced(s.name)).map((s) => s.name);
    const lists = call.seriesOfTexts(targets, (target) => target);
    return renameAll(call, series, (_, i) => {
      const values = lists[i]?.[0]?.values;
      if (values === undefined) throw call.bad(`finds no series by the target "${targets[i]}"`);
      const current = last(values, 0, values.length);
      if (Number.isNaN(current)) throw call.bad(`finds no value in the series of the target "${targets[i]}"`);
      return format(current);
    });
  },
};

const last = consolidationOf('last');
