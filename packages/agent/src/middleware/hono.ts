/** Middleware for Hono on Node, without hooks: also where Hono is bundled into the application. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { beginRequest, middlewareHook } from './begin.ts';

interface HonoContext {
  readonly env?: { readonly incoming?: IncomingMessage; readonly outgoing?: ServerResponse };
  readonly error?: unknown;
  readonly req: { readonly matchedRoutes: readonly HonoRoute[] };
}
interface HonoRoute {
  readonly path: string;
  readonly method: string;
  readonly handler: { readonly length: number };
}

// biome-ignore lint/suspicious/noExplicitAny: Hono's own types, without depending on them.
export type HonoMiddleware = (context: any, next: () => Promise<void>) => Promise<void>;

/**
 * Times each request that came by `@hono/node-server` as a transaction: `app.use(honoMiddleware())`, before all else. Named by the
 * path of the handler that Hono matched. With `@carpy/agent/register` it does nothing more.
 */
export function honoMiddleware(): HonoMiddleware {
  const hook = middlewareHook();
  return async (context: HonoContext, next: () => Promise<void>) => {
    const begun = beginRequest(hook, context.env?.incoming, context.env?.outgoing);
    if (begun !== undefined) {
      const errorAtEnd = (): unknown => context.error;
      begun.errorAtEnd ??= errorAtEnd;
      hook?.try(() => {
        const route = context.req.matchedRoutes.filter(isHandler).at(-1);
        if (route !== undefined) begun.setRoute(route.path);
      });
    }
    await next();
  };
}

/** `use` makes routes of every method whose handlers take `next`. */
const isHandler = (route: HonoRoute): boolean => route.method !== 'ALL' || route.handler.length < 2;
