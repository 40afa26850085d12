/** A plugin for Fastify 4 and 5, without hooks on the library. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FastifyInstance, type FastifyRequest, nameByFastify } from '../http/fastify-hooks.ts';
import { beginRequest, middlewareHook } from './begin.ts';

/** As Fastify's `register` takes it. */
export type FastifyPlugin = (instance: unknown, options: unknown, done: (error?: Error) => void) => void;

interface RawRequest extends FastifyRequest {
  readonly raw: IncomingMessage;
}

/**
 * Times each request as a transaction: `app.register(fastifyPlugin)`, before all else. Named by the pattern of the route. With
 * `@carpy/agent/register` it does nothing more.
 */
export const fastifyPlugin: FastifyPlugin = Object.assign(
  (given: unknown, _options: unknown, done: (error?: Error) => void): void => {
    const instance = given as FastifyInstance;
    const hook = middlewareHook();
    if (hook !== undefined) {
      instance.addHook('onRequest', (request, reply, next) => {
        beginRequest(hook, (request as RawRequest).raw, (reply as { readonly raw: ServerResponse }).raw);
        next();
      });
      nameByFastify(hook, instance);
    }
    done();
  },
  // Its hooks are for the whole instance, not for a context of the plugin's own.
  { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: '@carpy/agent' },
);
