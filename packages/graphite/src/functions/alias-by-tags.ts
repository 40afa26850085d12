import { type GraphiteFunction, param } from '../function.ts';
import { nodeKey } from '../node-key.ts';
import { renameAll } from '../rename-all.ts';

export const aliasByTags: GraphiteFunction = {
  name: 'aliasByTags',
  group: 'Alias',
  description:
    'Names each series after tags by name, and after nodes of its path by number, counted from 0, or from the end by negative numbers.',
  params: [param.required('seriesList', 'seriesList'), param.required('nodeOrTag', 'tags', { multiple: true })],
  example: 'aliasByTags(disk.used;host=web-1,"host")',
  evaluate: (call) => {
    const tags = call.nodes('tags');
    return renameAll(call, call.series('seriesList'), (s) => nodeKey(s, tags));
  },
};
