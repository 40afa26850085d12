/** What Fastify tells through its own hooks: the pattern of the route, before anything of the application runs, and errors. */
import type { Hook } from '../hooks/index.ts';
import { requestOf } from './http-request.ts';

export interface FastifyInstance {
  addHook(name: 'onRequest', fn: (request: FastifyRequest, reply: unknown, done: () => void) => void): unknown;
  addHook(
    name: 'onError',
    fn: (request: FastifyRequest, reply: unknown, error: unknown, done: () => void) => void,
  ): unknown;
}

export interface FastifyRequest {
  readonly raw: object;
  /** Its url is undefined where no route took the request. Since 4.10. */
  readonly routeOptions?: { readonly url?: string | undefined };
  /** Before 4.10. */
  readonly routerPath?: string;
}

/** Names the instance's requests by their routes. */
export function nameByFastify(hook: Hook, fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    hook.try(() => {
      const pattern = request.routeOptions === undefined ? request.routerPath : request.routeOptions.url;
      // The handler of what no route took is not a route either.
      if (pattern !== undefined) requestOf(request.raw)?.setRoute(pattern);
    });
    done();
  });
  fastify.addHook('onError', (request, _reply, error, done) => {
    hook.try(() => requestOf(request.raw)?.threw(error));
    done();
  });
}
