/** Middleware for Express 4 and 5 and for connect, without hooks. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { beginRequest, middlewareHook } from './begin.ts';
import { type ExpressApp, findRoute } from './find-route.ts';

// biome-ignore lint/suspicious/noExplicitAny: the frameworks' own types, without depending on them.
export type ConnectMiddleware = (request: any, response: any, next: (error?: any) => void) => void;

interface ExpressRequest extends IncomingMessage {
  readonly app?: ExpressApp;
  readonly originalUrl?: string;
}

/**
 * Times each request as a transaction: `app.use(middleware())`, before all else. Named by the route that takes it, looked up among the
 * application's routes when it ends; on connect, which has no routes, by `setName`. With `@carpy/agent/register` it does nothing more.
 */
export function middleware(): ConnectMiddleware {
  const hook = middlewareHook();
  return (request: ExpressRequest, response: ServerResponse, next: () => void) => {
    const begun = beginRequest(hook, request, response);
    const { app, originalUrl, url } = request;
    if (begun !== undefined && begun.routeAtEnd === undefined && app !== undefined) {
      const routeAtEnd = (): string | undefined => findRoute(app, begun.method, originalUrl ?? url ?? '/');
      begun.routeAtEnd = routeAtEnd;
    }
    next();
  };
}
