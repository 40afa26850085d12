import type { Call } from '../evaluate/call.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { originShiftedBy } from '../series.ts';
import { TARGET_LIMITS } from '../target/parse.ts';

export const applyByNode: GraphiteFunction = {
  name: 'applyByNode',
  group: 'Combine',
  description:
    'Evaluates a target once for each beginning that the names of the series have, up to and with node nodeNum: each % in templateFunction stands for it, and each % in newName, which names the results.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('node', 'nodeNum'),
    param.required('string', 'templateFunction'),
    param.optional('string', 'newName'),
  ],
  example: 'applyByNode(servers.*.disk.used,1,"asPercent(%.disk.used,%.disk.total)","%.disk.percent")',
  evaluate: (call) => {
    const last = call.number('nodeNum');
    const template = call.text('templateFunction');
    const newName = call.text('newName');
    const series = call.series('seriesList');
    const prefixes = new Set<string>();
    for (const { name } of series) {
      const nodes = name.split('.');
      if (last >= nodes.length) throw call.bad(`takes for "nodeNum" a node of every series: ${name} has no ${last}`);
      prefixes.add(nodes.slice(0, last + 1).join('.'));
    }
    const sorted = [...prefixes].sort();
    const results = call.seriesOfTexts(sorted, (prefix) => filledIn(call, template, prefix));
    // Graphite's: results begin and end as the last of the series given does.
    const { startS = 0, endS = 0 } = series.at(-1) ?? {};
    return results.flatMap((list, i) => {
      const prefix = sorted[i] as string;
      return list.map((s) => ({
        ...s,
        name: newName === '' ? s.name : filledIn(call, newName, prefix),
        pathExpression: prefix,
        startS,
        endS,
        origin: s.origin && originShiftedBy(s.origin, startS - s.startS),
      }));
    });
  },
};

/** The length is checked before the text is made: many marks and a long name would fill the memory. */
function filledIn(call: Call, text: string, prefix: string): string {
  const parts = text.split('%');
  const length = text.length + (parts.length - 1) * (prefix.length - 1);
  if (length > TARGET_LIMITS.length)
    throw call.bad(`makes a text of ${length} characters, at most ${TARGET_LIMITS.length} are taken`);
  return parts.join(prefix);
}
