import { type GraphiteFunction, param } from '../function.ts';
import { nodesOfName } from '../nodes-of-name.ts';
import { renameAll } from '../rename-all.ts';

export const substr: GraphiteFunction = {
  name: 'substr',
  group: 'Special',
  description:
    'Names each series after some nodes of its path: from start up to, and without, stop; 0 as stop is the end. Negative numbers count from the end.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('node', 'start', { default: 0 }),
    param.optional('node', 'stop', { default: 0 }),
  ],
  example: 'substr(carpy.shop.web-1.checkout.ok.mean,2,4)',
  evaluate: (call) => {
    const start = call.number('start');
    const stop = call.number('stop');
    return renameAll(call, call.series('seriesList'), (s) => nodesOfName(s.name, start, stop));
  },
};
