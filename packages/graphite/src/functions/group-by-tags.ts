import { aggregateGroup } from '../aggregate/group-series.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { groupByKey } from '../node-key.ts';
import type { Series } from '../series.ts';

export const groupByTags: GraphiteFunction = {
  name: 'groupByTags',
  group: 'Combine',
  description:
    'Groups tagged series by the tags given and aggregates each group. A result has those tags alone, and the name that all series have in common, or that of the aggregation; with "name" among the tags, the name of its group.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('aggOrSeriesFunc', 'callback'),
    param.required('tag', 'tags', { multiple: true }),
  ],
  example: 'groupByTags(seriesByTag("name=disk.used"),"sum","dc")',
  evaluate: (call) => {
    const callback = call.text('callback');
    const tags = call.scalars('tags').map((t) => String(t.value));
    const series = call.series('seriesList');
    const names = new Set(series.map((s) => s.tags['name'] ?? ''));
    const common = names.size === 1 ? ([...names][0] as string) : callback;
    const kept = tags.filter((tag) => tag !== 'name');
    const nameOf = (s: Series): string => (kept.length < tags.length ? (s.tags['name'] ?? '') : common);
    const keyOf = (s: Series): string =>
      [nameOf(s), ...kept.map((tag) => `${tag}=${s.tags[tag] ?? ''}`).sort()].join(';');
    return [...groupByKey(series, keyOf)].map(([key, members]) => {
      const first = members[0] as Series;
      const own = Object.fromEntries(kept.map((tag) => [tag, first.tags[tag] ?? '']));
      const made = aggregateGroup(call, members, callback);
      return { ...made, name: key, pathExpression: key, tags: { ...own, name: nameOf(first) } };
    });
  },
};
