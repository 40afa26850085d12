/** What a route is: a path with a handler for each method. The application answers 405 with Allow for the others. */
import type { Context } from 'hono';

export type AppEnv = {
  Variables: {
    requestId: string;
    /** The path of the route that answers, for counting; never what the client sent. */
    routePath: string;
  };
};
export type AppContext = Context<AppEnv>;
export type RouteHandler = (c: AppContext) => Response | Promise<Response>;
type RouteMethod = 'GET' | 'POST' | 'DELETE';

export interface Route {
  /** With `:name` for parameters. A trailing slash is accepted on all. */
  readonly path: string;
  /** HEAD is answered wherever GET is. */
  readonly methods: { readonly [M in RouteMethod]?: RouteHandler };
  /** Answers to any Host: probes come by the address of a pod. */
  readonly anyHost?: true;
}

export function allowOf(route: Route): string {
  const methods = Object.keys(route.methods);
  return (methods.includes('GET') ? ['GET', 'HEAD', ...methods.filter((method) => method !== 'GET')] : methods).join(
    ', ',
  );
}
