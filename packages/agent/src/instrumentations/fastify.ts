/**
 * Fastify 4 and 5: names requests by the pattern of their route, with its prefix.
 *
 * By its inner modules, so that its own lists of hooks and plugins (`printRoutes`, `printPlugins`) show what they show without the agent.
 * Where those can't be seen (bundled, or under Jest) by hooks of each instance, of which it tells on a channel.
 */
import { type Hook, onChannel, onModule, patchBefore } from '../hooks/index.ts';
import { type FastifyInstance, nameByFastify } from '../http/fastify-hooks.ts';
import { requestOf } from '../http/http-request.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=4 <6';
/** `callHandler` came with 7.3. */
const ROUTER_VERSIONS = '>=7.3 <10';

/** What the router found, with what Fastify gave it for that route. Of what no route took it has no url. */
interface Found {
  readonly store?: { readonly config?: { readonly url?: unknown } } | null;
}
interface Reply {
  readonly request: { readonly raw: object };
}

export const fastify: Instrumentation = {
  name: 'fastify',
  namesOnly: true,
  modules: [
    { name: 'fastify', versions: VERSIONS },
    { name: 'find-my-way', versions: ROUTER_VERSIONS },
  ],
  channels: ['fastify.initialization'],
  enable(hook) {
    let seesRoutes = false;
    let seesErrors = false;
    onModule(hook, 'find-my-way', ROUTER_VERSIONS, (Router) => {
      seesRoutes = nameByRouter(hook, Router.prototype);
    });
    onModule(hook, 'fastify/lib/error-handler.js', VERSIONS, (exports) => {
      seesErrors = patchBefore(hook, exports, 'handleError', (args) => {
        requestOf((args[0] as Reply).request.raw)?.threw(args[1]);
      });
    });
    onChannel<{ fastify: FastifyInstance }>(hook, 'fastify.initialization', (message) => {
      if (!seesRoutes || !seesErrors) nameByFastify(hook, message.fastify);
    });
  },
};

/** Its handlers stay what was given: `find` answers them, to others that use the router as well. */
function nameByRouter(hook: Hook, prototype: object): boolean {
  return patchBefore(hook, prototype, 'callHandler', (args) => {
    const pattern = (args[0] as Found | null)?.store?.config?.url;
    if (typeof pattern === 'string') requestOf(args[1])?.setRoute(pattern);
  });
}
