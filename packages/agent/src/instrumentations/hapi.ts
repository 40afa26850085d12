/**
 * Hapi 20 and 21: names requests by the path of the route that its router found, as hapi writes it: `/users/{id}`. What was thrown is
 * made the response, as it is.
 */
import { onModule, patchBefore, patchMethod } from '../hooks/index.ts';
import { requestOf } from '../http/http-request.ts';
import type { Instrumentation } from './instrumentation.ts';

interface HapiRequest {
  readonly raw: { readonly req: object };
  readonly route: { readonly path: string; readonly method: string };
}

/** The method of the routes that answer what no route took. */
const SPECIAL = '_special';

export const hapi: Instrumentation = {
  name: 'hapi',
  namesOnly: true,
  modules: [{ name: '@hapi/hapi', versions: '>=20 <22' }],
  enable(hook) {
    onModule(hook, '@hapi/hapi/lib/request.js', '>=20 <22', (Request) => {
      patchMethod<HapiRequest>(hook, Request.prototype, '_lookup', (call, _args, request) => {
        const result = call();
        if (request.route.method !== SPECIAL) requestOf(request.raw.req)?.setRoute(request.route.path);
        return result;
      });
      patchBefore<HapiRequest>(hook, Request.prototype, '_setResponse', (args, request) => {
        const response = args[0] as { readonly isBoom?: boolean } | undefined;
        if (response?.isBoom === true) requestOf(request.raw.req)?.threw(response);
      });
    });
  },
};
