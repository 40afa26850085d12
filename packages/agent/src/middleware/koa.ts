/** Middleware for Koa 2 and 3, without hooks. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { patternText } from '../http/route-pattern.ts';
import { beginRequest, middlewareHook } from './begin.ts';

interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Left by @koa/router and koa-router. */
  readonly _matchedRoute?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: Koa's own types, without depending on them.
export type KoaMiddleware = (context: any, next: () => Promise<any>) => Promise<any>;

/**
 * Times each request as a transaction: `app.use(koaMiddleware())`, before all else. Named by the route that @koa/router matched. With
 * `@carpy/agent/register` it does nothing more.
 */
export function koaMiddleware(): KoaMiddleware {
  const hook = middlewareHook();
  return async (context: KoaContext, next: () => Promise<unknown>) => {
    const begun = beginRequest(hook, context.req, context.res);
    if (begun === undefined) return next();
    const routeAtEnd = (): string | undefined =>
      context._matchedRoute ? patternText(context._matchedRoute) : undefined;
    begun.routeAtEnd ??= routeAtEnd;
    try {
      return await next();
    } catch (error) {
      begun.threw(error);
      throw error;
    }
  };
}
