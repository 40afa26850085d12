import { kafka } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'kafkajs producers',
  service: kafka,
  versions: [{ kafkajs: '2.2.4' }, { kafkajs: '1.16.0' }],
  imports: { kafkajs: 'kafkajs' },
  body: `
    const kafka = new kafkajs.Kafka({ brokers: [host + ':' + port], logLevel: kafkajs.logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'orders' }, { topic: 'mails' }], waitForLeaders: true });
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, transactionalId: 'one' });
    await producer.connect();
    const answers = [];
    const messages = [{ key: 'a', value: 'b' }];
    const plain = kafka.producer({ retry: { retries: 0 } });
    await plain.connect();
    await transaction('promises', async () => {
      answers.push((await plain.send({ topic: 'orders', messages })).map((m) => [m.topicName, m.errorCode]));
      answers.push((await plain.sendBatch({ topicMessages: [{ topic: 'mails', messages }] })).length);
      answers.push(await plain.send({ messages }).catch((e) => [e.name, e.message]));
      answers.push(await plain.send().catch((e) => e.name));
    });
    await transaction('transactional', async () => {
      const begun = await producer.transaction();
      await begun.send({ topic: 'orders', messages });
      await begun.commit();
      answers.push(begun.isActive());
    });
    answers.push(await unhandled(() => transaction('unhandled', () => void plain.send({ messages }))));
    return answers;
  `,
  counted: {
    'promises.ok': 1,
    'promises.kafka_send_orders.ok': 1,
    'promises.kafka_send_mails.ok': 1,
    'promises.kafka_send.error': 2,
    'transactional.ok': 1,
    'transactional.kafka_send_orders.ok': 1,
    'unhandled.ok': 1,
    'unhandled.kafka_send.error': 1,
  },
});
