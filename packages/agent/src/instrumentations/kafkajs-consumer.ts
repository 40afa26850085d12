/** KafkaJS consumers: each message is a transaction, `consume <topic>`; where the application takes batches, each batch is one. */
import { type Hook, onModule, patchMethod } from '../hooks/index.ts';
import { runJob } from '../jobs/run-job.ts';
import type { Instrumentation } from './instrumentation.ts';

interface MessagePayload {
  readonly topic: string;
  readonly message: { readonly headers?: Readonly<Record<string, unknown>> };
}
interface BatchPayload {
  readonly batch: { readonly topic: string };
}
interface RunConfig {
  readonly eachMessage?: (payload: MessagePayload) => unknown;
  readonly eachBatch?: (payload: BatchPayload) => unknown;
}

export const kafkajsConsumer: Instrumentation = {
  name: 'kafkajs-consumer',
  modules: [{ name: 'kafkajs', versions: '>=1.15 <3' }],
  enable(hook) {
    onModule(hook, 'kafkajs', '>=1.15 <3', ({ Kafka }) => {
      patchMethod(hook, Kafka.prototype, 'consumer', (call) => {
        const consumer = call();
        patchMethod(hook, consumer, 'run', (run, args) => run([timed(hook, args[0] as RunConfig | undefined)]));
        return consumer;
      });
    });
  },
};

function timed(hook: Hook, config: RunConfig | undefined): RunConfig | undefined {
  const { eachMessage, eachBatch } = config ?? {};
  return {
    ...config,
    ...(typeof eachMessage === 'function' && {
      eachMessage: (payload: MessagePayload) =>
        runJob(
          hook,
          () => ({
            ...named(payload.topic),
            traceparent: payload.message.headers?.['traceparent'],
            tracestate: payload.message.headers?.['tracestate'],
          }),
          eachMessage,
          config,
          [payload],
        ),
    }),
    ...(typeof eachBatch === 'function' && {
      eachBatch: (payload: BatchPayload) =>
        runJob(hook, () => named(payload.batch.topic), eachBatch, config, [payload]),
    }),
  };
}

const named = (topic: string) => ({ name: `consume ${topic}`, source: topic });
