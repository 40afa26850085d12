/**
 * What amqplib publishes: `amqp.publish.<exchange>`, or the queue's name where there is no exchange. On a confirm channel until the
 * broker took the message, else until it was handed to the socket.
 */
import { callbackAt, callOriginal, callScope, endingCallback, startCall, withArgument } from '../calls/library-call.ts';
import { type Hook, onModule, patchMethod } from '../hooks/index.ts';
import type { RunningTransaction } from '../running-transaction.ts';
import { traceHeaders } from '../trace-context.ts';
import type { Instrumentation } from './instrumentation.ts';

/** Place of the options in `publish(exchange, key, content, options, callback?)`. */
const OPTIONS = 3;
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

/** Options of a message with the trace among its headers; the application's own `traceparent` stands. */
function withTrace(transaction: RunningTransaction, options: unknown): unknown {
  if (options !== undefined && options !== null && typeof options !== 'object') return options;
  const { headers } = (options ?? {}) as { readonly headers?: Readonly<Record<string, unknown>> | null };
  const trace = headers?.['traceparent'] === undefined ? traceHeaders(transaction) : undefined;
  return trace === undefined ? options : { ...options, headers: { ...headers, ...trace } };
}

/** `except`: a class that calls this one's method for its own, and is timed there. */
function timePublish(hook: Hook, { prototype }: Class, except: Class | undefined): void {
  patchMethod(hook, prototype, 'publish', (original, args, self) => {
    if (except !== undefined && self instanceof except) return original();
    const scope = callScope(hook);
    const call = scope && startCall(hook, scope, `amqp.publish.${args[0] || args[1]}`);
    if (scope === undefined || call === undefined) return original();
    const traced = withArgument(args, OPTIONS, withTrace(scope.transaction, args[OPTIONS]));
    const at = callbackAt(traced);
    if (at >= 0) {
      const callback = endingCallback(call, scope, traced[at] as () => unknown);
      return callOriginal(call, original, withArgument(traced, at, callback));
    }
    const result = callOriginal(call, original, traced);
    call.end();
    return result;
  });
}
