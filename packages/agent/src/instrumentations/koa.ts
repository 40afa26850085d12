/**
 * Koa 2 and 3 with @koa/router (or koa-router): names requests by the pattern that the router says it matched. The router may be an
 * ES module that no hook reaches; Koa's context, on which it leaves `_matchedRoute`, is CommonJS in every case.
 */
import { onModule, patchBefore } from '../hooks/index.ts';
import { requestOf } from '../http/http-request.ts';
import { joinPath, patternText } from '../http/route-pattern.ts';
import type { Instrumentation } from './instrumentation.ts';

interface Context {
  readonly req: object;
  /** Of the request, less the mount. */
  readonly path: string;
  /** As it came. */
  readonly originalUrl: string;
  /** Where koa-mount has mounted what runs, or ran. */
  readonly mountPath?: unknown;
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
  if (request !== undefined && pattern !== undefined && pattern !== null)
    request.setRoute(joinPath(mountOf(context), patternText(pattern)));
}

/** The path of koa-mount that the router sees the request without; empty where there is none. Of nested ones the innermost. */
function mountOf({ mountPath, path, originalUrl }: Context): string {
  if (typeof mountPath !== 'string') return '';
  const mount = mountPath.replace(/\/$/, '');
  const whole = originalUrl.replace(/[?#].*/, '');
  // It stays on the context after what is mounted has gone on to what is not.
  return whole.endsWith(mount + path) || (path === '/' && whole.endsWith(mount)) ? mount : '';
}
