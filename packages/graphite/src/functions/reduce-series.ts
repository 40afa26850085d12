import type { Call } from '../evaluate/call.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { renamed, type Series } from '../series.ts';

export const reduceSeries: GraphiteFunction = {
  name: 'reduceSeries',
  aliases: ['reduce'],
  group: 'Combine',
  description:
    'Calls a function once for each group of series that have the same nodes before reduceNode. Its arguments are the series of the group whose node reduceNode is the first matcher, the second, and so on; a result is named after the nodes in common, "reduce" and the function.',
  params: [
    param.required('seriesLists', 'seriesLists'),
    param.required('string', 'reduceFunction'),
    param.required('node', 'reduceNode'),
    param.required('string', 'reduceMatchers', { multiple: true }),
  ],
  example: 'reduceSeries(mapSeries(servers.*.disk.*,1),"asPercent",3,"used","total")',
  evaluate: (call) => {
    const func = call.text('reduceFunction');
    const matchers = call.scalars('reduceMatchers').map((m) => m.value);
    return [...argumentsByName(call, func, matchers)].map(([name, given]) => {
      const lists = matchers.map((matcher, i) => {
        const series = given[i];
        if (series === undefined) throw call.bad(`finds no series for "${matcher}" to make ${name}`);
        return [series];
      });
      const [series] = call.reader.apply(func, lists, call);
      if (series === undefined) throw call.bad(`gets no series from "${func}" for ${name}`);
      return renamed(series, name);
    });
  },
};

/** For each result's name the series whose node is a matcher, at that matcher's place; of two the later. */
function argumentsByName(call: Call, func: string, matchers: readonly unknown[]): Map<string, Series[]> {
  const at = call.number('reduceNode');
  const byName = new Map<string, Series[]>();
  for (const series of call.series('seriesLists')) {
    const nodes = series.name.split('.');
    const node = nodes.at(at);
    if (node === undefined)
      throw call.bad(`takes for "reduceNode" a node of every series: ${series.name} has no ${at}`);
    const i = matchers.indexOf(node);
    if (i < 0) continue;
    const name = `${nodes.slice(0, at).join('.')}.reduce.${func}`;
    const given = byName.get(name) ?? [];
    given[i] = series;
    byName.set(name, given);
  }
  return byName;
}
