/**
 * What amqplib publishes: `amqp.publish.<exchange>`, or the queue's name where there is no exchange. On a confirm channel until the
 * broker took the message, else until it was handed to the socket.
 */
import { callbackAt, callOriginal, callScope, endingCallback, startCall, withArgument } from '../calls/library-call.ts';
import { type Hook, onModule, patchMethod } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=0.10 <3';

// biome-ignore lint/suspicious/noExplicitAny: any class.
type Class = new (...args: any[]) => object;

export const amqplibProducer: Instrumentation = {
  name: 'amqplib-producer',
  modules: [{ name: 'amqplib', versions: VERSIONS }],
  enable(hook) {
    for (const file of ['channel_model', 'callback_model'])
      onModule(hook, `amqplib/lib/${file}.js`, VERSIONS, ({ Channel, ConfirmChannel }) => {
        timePublish(hook, Channel, ConfirmChannel);
        timePublish(hook, ConfirmChannel, undefined);
      });
  },
};

/** `except`: a class that calls this one's method for its own, and is timed there. */
function timePublish(hook: Hook, { prototype }: Class, except: Class | undefined): void {
  patchMethod(hook, prototype, 'publish', (original, args, self) => {
    if (except !== undefined && self instanceof except) return original();
    const scope = callScope(hook);
    const call = scope && startCall(hook, scope, `amqp.publish.${args[0] || args[1]}`);
    if (scope === undefined || call === undefined) return original();
    const at = callbackAt(args);
    if (at >= 0) {
      const callback = endingCallback(call, scope, args[at] as () => unknown);
      return callOriginal(call, original, withArgument(args, at, callback));
    }
    const result = callOriginal(call, original, args);
    call.end();
    return result;
  });
}
