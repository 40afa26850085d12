/** Producers of kafkajs, also in its transactions: `kafka.send.<topic>`. */
import { callOriginal, callScope, endingPromise, startCall, withArgument } from '../calls/library-call.ts';
import { type Hook, observed, onModule } from '../hooks/index.ts';
import { type TraceHeaders, traceHeaders } from '../trace-context.ts';
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
  producer.send = timedSend(
    hook,
    producer.send,
    (given: Topic) => given.topic,
    (given: Topic, trace) => withTrace(given, trace),
  );
  producer.sendBatch = timedSend(
    hook,
    producer.sendBatch,
    (given: Batch) => given.topicMessages?.[0]?.topic,
    (given: Batch, trace) =>
      Array.isArray(given.topicMessages)
        ? { ...given, topicMessages: given.topicMessages.map((topic) => withTrace(topic, trace)) }
        : given,
  );
  if (producer.transaction !== undefined)
    producer.transaction = observed(hook, producer.transaction, (original) => {
      const begun = original() as Promise<Producer>;
      return begun.then((transaction) => timed(hook, transaction));
    });
  return producer;
}

interface Message {
  readonly headers?: Readonly<Record<string, unknown>>;
}
interface Topic {
  readonly topic?: unknown;
  readonly messages?: readonly (Message | null | undefined)[];
}
interface Batch {
  readonly topicMessages?: readonly Topic[];
}

function timedSend<G extends object>(
  hook: Hook,
  send: Method,
  topicOf: (given: G) => unknown,
  traced: (given: G, trace: TraceHeaders) => G,
): Method {
  return observed(hook, send, (original, args) => {
    const scope = callScope(hook);
    if (scope === undefined) return original();
    const given = (args[0] ?? {}) as G;
    const topic = topicOf(given);
    const call = startCall(hook, scope, typeof topic === 'string' ? `kafka.send.${topic}` : 'kafka.send');
    if (call === undefined) return original();
    const trace = args[0] === given ? traceHeaders(scope.transaction) : undefined;
    const passed = trace === undefined ? args : withArgument(args, 0, traced(given, trace));
    return endingPromise(call, callOriginal(call, original, passed));
  });
}

/** Messages with the trace among their headers; the application's own `traceparent` stands. What is no message KafkaJS will refuse. */
function withTrace<T extends Topic | null | undefined>(given: T, trace: TraceHeaders): T {
  if (!Array.isArray(given?.messages)) return given;
  const messages = given.messages.map((message: Message | null | undefined) =>
    typeof message !== 'object' || message === null || message.headers?.['traceparent'] !== undefined
      ? message
      : { ...message, headers: { ...message.headers, ...trace } },
  );
  return { ...given, messages };
}
