/**
 * amqplib consumers, with promises or callbacks: each message is a transaction, `consume <queue>`, until the consumer returned or its
 * promise settled. Queues that the server named have one name.
 */
import { type Hook, onModule, patchMethod } from '../hooks/index.ts';
import { runJob } from '../jobs/run-job.ts';
import type { Instrumentation } from './instrumentation.ts';

type Consumer = (message: Message | null) => unknown;
interface Message {
  readonly properties?: { readonly headers?: Readonly<Record<string, unknown>> };
}

const VERSIONS = '>=0.8 <3';

export const amqplibConsumer: Instrumentation = {
  name: 'amqplib-consumer',
  modules: [{ name: 'amqplib', versions: VERSIONS }],
  enable(hook) {
    for (const file of ['channel_model', 'callback_model']) {
      onModule(hook, `amqplib/lib/${file}.js`, VERSIONS, ({ Channel }) => {
        patchMethod(hook, Channel.prototype, 'consume', (call, args) => {
          const [queue, consumer, ...others] = Array.from(args);
          return typeof consumer === 'function'
            ? call([queue, timed(hook, String(queue), consumer as Consumer), ...others])
            : call();
        });
      });
    }
  },
};

function timed(hook: Hook, queue: string, consumer: Consumer): Consumer {
  const source = queue === '' || queue.startsWith('amq.gen-') ? 'amq.gen' : queue;
  return function (this: unknown, message) {
    // A message that is null says that the server ended the consumer.
    if (message === null || !hook.active) return consumer.call(this, message);
    const describe = () => ({
      name: `consume ${source}`,
      source,
      traceparent: message.properties?.headers?.['traceparent'],
      tracestate: message.properties?.headers?.['tracestate'],
    });
    return runJob(hook, describe, consumer, this, [message]);
  };
}
