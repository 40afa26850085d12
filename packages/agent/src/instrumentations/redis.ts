/** redis, by way of its `@redis/client`: `redis.get`. */
import { callOriginal, callScope, connectOutside, endingPromise, startCall } from '../calls/library-call.ts';
import { redisName } from '../calls/redis-name.ts';
import { onModule, patchMethod } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=1 <7';

export const redis: Instrumentation = {
  name: 'redis',
  modules: [{ name: '@redis/client', versions: VERSIONS }],
  enable(hook) {
    // Every command goes through its client's queue, alone, in a pipeline or in MULTI. Its diagnostics channels are of version 6 only,
    // and have it copy all arguments.
    onModule(hook, '@redis/client/dist/lib/client/index.js', VERSIONS, (exports) => {
      connectOutside(hook, exports.default.prototype, 'connect');
    });
    onModule(hook, '@redis/client/dist/lib/client/commands-queue.js', VERSIONS, (exports) => {
      patchMethod(hook, exports.default.prototype, 'addCommand', (original, args) => {
        const scope = callScope(hook);
        if (scope === undefined) return original();
        const words = args[0] as ArrayLike<unknown> | undefined;
        const call = startCall(hook, scope, redisName(words?.[0]));
        return call === undefined ? original() : endingPromise(call, callOriginal(call, original, args));
      });
    });
  },
};
