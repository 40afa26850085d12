/** Fastify 4 and 5: names requests by the pattern of their route, with its prefix. Both tell of each new instance on a channel. */
import { onChannel } from '../hooks/index.ts';
import { type FastifyInstance, nameByFastify } from '../http/fastify-hooks.ts';
import type { Instrumentation } from './instrumentation.ts';

export const fastify: Instrumentation = {
  name: 'fastify',
  modules: [{ name: 'fastify', versions: '>=4 <6' }],
  channels: ['fastify.initialization'],
  enable(hook) {
    onChannel<{ fastify: FastifyInstance }>(hook, 'fastify.initialization', (message) =>
      nameByFastify(hook, message.fastify),
    );
  },
};
