/** memjs: `memcached.get`. */
import { callbackAt, callOriginal, callScope, endingCallback, startCall, withArgument } from '../calls/library-call.ts';
import { onModule, patchMethod } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=1 <2';
const METHODS = 'get set add replace delete increment decrement append prepend touch flush'.split(' ');

export const memjs: Instrumentation = {
  name: 'memjs',
  modules: [{ name: 'memjs', versions: VERSIONS }],
  enable(hook) {
    onModule(hook, 'memjs', VERSIONS, ({ Client }) => {
      for (const method of METHODS) {
        const name = `memcached.${method}`;
        patchMethod(hook, Client.prototype, method, (original, args) => {
          const at = callbackAt(args);
          // Without a callback it makes a promise of itself with one.
          if (at < 0) return original();
          const scope = callScope(hook);
          if (scope === undefined) return original();
          const call = startCall(hook, scope, name);
          const callback = endingCallback(call, scope, args[at] as () => unknown);
          return callOriginal(call, original, withArgument(args, at, callback));
        });
      }
    });
  },
};
