/**
 * NestJS 11 and 12: what controllers threw. Its filters answer that before Express or Fastify see it; routes are named by their hooks.
 */
import { type Hook, onEsModule, onModule, patchBefore } from '../hooks/index.ts';
import { requestOf } from '../http/http-request.ts';
import type { Instrumentation } from './instrumentation.ts';

const FILE = '@nestjs/core/router/router-proxy.js';

/** The arguments that the handler got: the request of Express, or of Fastify, first. */
interface ArgumentsHost {
  getArgByIndex(index: number): { readonly raw?: object } | undefined;
}

export const nestjs: Instrumentation = {
  name: 'nestjs',
  namesOnly: true,
  modules: [{ name: '@nestjs/core', versions: '>=11 <13' }],
  enable(hook) {
    // biome-ignore lint/suspicious/noExplicitAny: what the module exports.
    const patch = ({ RouterProxy }: any): void => {
      for (const method of ['createProxy', 'createExceptionLayerProxy'])
        patchBefore(hook, RouterProxy.prototype, method, (args) => seeErrors(hook, args[1]));
    };
    onModule(hook, FILE, '>=11 <12', patch);
    // An ES module since.
    onEsModule(hook, FILE, '>=12 <13', patch);
  },
};

/** `handler.next(error, host)` takes what was thrown to the filters. */
function seeErrors(hook: Hook, handler: unknown): void {
  patchBefore(hook, handler, 'next', (args) => {
    const request = (args[1] as ArgumentsHost).getArgByIndex(0);
    (requestOf(request) ?? requestOf(request?.raw))?.threw(args[0]);
  });
}
