import { replacerOf } from '../call-regex.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { renameAll } from '../rename-all.ts';

export const aliasSub: GraphiteFunction = {
  name: 'aliasSub',
  group: 'Alias',
  description:
    'Puts a text in the place of all that a regular expression matches in the names. \\1 or \\g<1> in it is what the first group matched.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('string', 'search'),
    param.required('string', 'replace'),
  ],
  example: 'aliasSub(carpy.shop.*.checkout.ok.mean,"^carpy\\.(\\w+)\\.([^.]+).*","\\1 on \\2")',
  evaluate: (call) => {
    const replaced = replacerOf(call, 'search', 'replace');
    return renameAll(call, call.series('seriesList'), (s) => replaced(s.name));
  },
};
