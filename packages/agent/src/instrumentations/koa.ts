/**
 * Koa 2 and 3 with @koa/router (or koa-router): names requests by the pattern that the router says it matched. The router may be an
 * ES module that no hook reaches; Koa's context, on which it leaves `_matchedRoute`, is CommonJS in every case.
 */
import { onModule, patchBefore } from '../hooks/index.ts';
import { requestOf } from '../http/http-request.ts';
import { patternText } from '../http/route-pattern.ts';
import type { Instrumentation } from './instrumentation.ts';

interface Context {
  readonly req: object;
}

const MATCHED = '_matchedRoute';

export const koa: Instrumentation = {
  name: 'koa',
  namesOnly: true,
  modules: [{ name: 'koa', versions: '>=2 <4' }],
  enable(hook) {
    onModule(hook, 'koa/lib/context.js', '>=2 <4', (prototype) => {
      // The first assignment on a context comes here and makes the plain property that it would have made.
      Object.defineProperty(prototype, MATCHED, {
        configurable: true,
        get: () => undefined,
        set(this: Context, pattern: unknown) {
          Object.defineProperty(this, MATCHED, {
            value: pattern,
            writable: true,
            enumerable: true,
            configurable: true,
          });
          hook.try(() => matched(this, pattern));
        },
      });
      patchBefore<Context>(hook, prototype, 'onerror', (args, context) => {
        // It is also called, without an error, when a response ended well.
        if (args[0]) requestOf(context.req)?.threw(args[0]);
      });
    });
  },
};

function matched(context: Context, pattern: unknown): void {
  const request = requestOf(context.req);
  if (request !== undefined && pattern !== undefined && pattern !== null) request.setRoute(patternText(pattern));
}
