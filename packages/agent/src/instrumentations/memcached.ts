/** memcached: `memcached.get`. */
import { callScope, endingCallback, startCall, withArgument } from '../calls/library-call.ts';
import { onModule, patchMethod } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=2 <3';

/** What is to be sent; made by a function that the library calls when it is about to send. */
interface Query {
  /** `get`, `stats settings`. */
  readonly type: string;
  callback?: unknown;
}

export const memcached: Instrumentation = {
  name: 'memcached',
  modules: [{ name: 'memcached', versions: VERSIONS }],
  enable(hook) {
    onModule(hook, 'memcached', VERSIONS, (Memcached) => {
      patchMethod(hook, Memcached.prototype, 'command', (original, args) => {
        const scope = callScope(hook);
        const compile = args[0] as (noreply?: unknown) => Query;
        if (scope === undefined || typeof compile !== 'function') return original();
        let first = true;
        const compileTimed = (noreply?: unknown): Query => {
          const query = compile(noreply);
          // What goes to further servers for redundancy has no answer.
          if (!first || typeof query.callback !== 'function') return query;
          first = false;
          const call = startCall(hook, scope, `memcached.${query.type}`);
          query.callback = endingCallback(call, scope, query.callback as () => unknown);
          return query;
        };
        return original(withArgument(args, 0, compileTimed));
      });
    });
  },
};
