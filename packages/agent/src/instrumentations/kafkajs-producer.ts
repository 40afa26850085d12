/** Producers of kafkajs, also in its transactions: `kafka.send.<topic>`. */
import { callOriginal, callScope, endingPromise, startCall } from '../calls/library-call.ts';
import { type Hook, observed, onModule } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=1.16 <3';

type Method = (...args: unknown[]) => unknown;

/** What `kafka.producer()` and `producer.transaction()` answer. */
interface Producer {
  send: Method;
  sendBatch: Method;
  transaction?: Method;
}

export const kafkajsProducer: Instrumentation = {
  name: 'kafkajs-producer',
  modules: [{ name: 'kafkajs', versions: VERSIONS }],
  enable(hook) {
    onModule(hook, 'kafkajs/src/producer/index.js', VERSIONS, (createProducer: Method) =>
      observed(hook, createProducer, (original) => timed(hook, original() as Producer)),
    );
  },
};

/** Its methods are its own and not a class's. */
function timed(hook: Hook, producer: Producer): Producer {
  producer.send = timedSend(hook, producer.send, (given) => (given as { topic?: unknown } | undefined)?.topic);
  producer.sendBatch = timedSend(hook, producer.sendBatch, (given) => {
    const { topicMessages } = (given ?? {}) as { topicMessages?: readonly { topic?: unknown }[] };
    return topicMessages?.[0]?.topic;
  });
  if (producer.transaction !== undefined)
    producer.transaction = observed(hook, producer.transaction, (original) => {
      const begun = original() as Promise<Producer>;
      return begun.then((transaction) => timed(hook, transaction));
    });
  return producer;
}

function timedSend(hook: Hook, send: Method, topicOf: (given: unknown) => unknown): Method {
  return observed(hook, send, (original, args) => {
    const scope = callScope(hook);
    if (scope === undefined) return original();
    const topic = topicOf(args[0]);
    const call = startCall(hook, scope, typeof topic === 'string' ? `kafka.send.${topic}` : 'kafka.send');
    return call === undefined ? original() : endingPromise(call, callOriginal(call, original, args));
  });
}
