/**
 * Hono on Node (@hono/node-server): names requests by the path of the handler that takes them. Each handler is wrapped where Hono gives
 * it to its router. Its own list of routes keeps the originals.
 */
import { storage } from '../context.ts';
import { type Hook, onEsModule, onModule, patchMethod } from '../hooks/index.ts';
import { HttpRequest, requestOf } from '../http/http-request.ts';
import type { Instrumentation } from './instrumentation.ts';

type Handler = (context: Context, next: unknown) => unknown;
interface Context {
  readonly env?: { readonly incoming?: object };
  readonly error?: unknown;
}
interface Route {
  readonly path: string;
  readonly method: string;
}

export const hono: Instrumentation = {
  name: 'hono',
  modules: [{ name: 'hono', versions: '>=4 <5' }],
  enable(hook) {
    // biome-ignore lint/suspicious/noExplicitAny: what the module exports.
    const patch = ({ SmartRouter }: any): void => {
      patchMethod(hook, SmartRouter.prototype, 'add', (call, args) => {
        const [method, path, entry] = args as unknown as [string, string, unknown];
        return call([method, path, named(hook, entry)]);
      });
    };
    onModule(hook, 'hono/dist/cjs/router/smart-router/router.js', '>=4 <5', patch);
    onEsModule(hook, 'hono/dist/router/smart-router/router.js', '>=4 <5', patch);
  },
};

/** Hono's entries are a handler with its route. */
function named(hook: Hook, entry: unknown): unknown {
  if (!Array.isArray(entry) || typeof entry[0] !== 'function') return entry;
  const [handler, route] = entry as [Handler, Route];
  const isMiddleware = route.method === 'ALL' && handler.length > 1;
  const wrapped: Handler = (context, next) => {
    hook.try(() => entered(context, route, isMiddleware));
    return handler(context, next);
  };
  return [wrapped, route];
}

function entered(context: Context, route: Route, isMiddleware: boolean): void {
  const request = requestOf(context.env?.incoming) ?? requestHere();
  if (request === undefined) return;
  const errorAtEnd = (): unknown => context.error;
  request.errorAtEnd = errorAtEnd;
  if (isMiddleware) request.mount = route.path.replace(/\/?\*$/, '');
  else request.setRoute(route.path);
}

function requestHere(): HttpRequest | undefined {
  const details = storage.getStore()?.transaction.details;
  return details instanceof HttpRequest ? details : undefined;
}
