/** Workers and consumers against real servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NpmPackages, npmPackages } from '../../../../test/support/npm-packages.ts';
import {
  kafka,
  type RunningService,
  rabbitmq,
  reasonToSkip,
  redis,
  type Service,
} from '../../../../test-services/index.ts';
import { acceptingRecords, openHelloServer } from '../hello-server.ts';
import { startApp } from '../instrumented-app.ts';
import { inBothFormats } from './route-names.ts';

interface Subject {
  readonly service: Service;
  readonly packages: Readonly<Record<string, NpmPackages>>;
  readonly imports: { readonly esm: string; readonly cjs: string };
  /** Works through all its jobs and prints `done`. */
  readonly program: string;
  readonly counted: Readonly<Record<string, number>>;
  /** What the program prints at its end. */
  readonly said: string;
  /** It sends a message by TRACE and one in the transaction `sell`, whose traces the records of what takes them have. */
  readonly traced?: boolean;
}

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const subjects: Readonly<Record<string, Subject>> = {
  bullmq: {
    service: redis,
    packages: {
      '5.81.5': await npmPackages({ bullmq: '5.81.5' }),
      '6.7.0': await npmPackages({ bullmq: '6.7.0', ioredis: '5.8.2' }),
    },
    imports: {
      esm: `import { Queue, Worker, QueueEvents } from 'bullmq';`,
      cjs: `const { Queue, Worker, QueueEvents } = require('bullmq');`,
    },
    program: `
      const [host, port] = process.env.SERVICE.split(':');
      const connection = { host, port: Number(port) };
      (async () => {
        const prefix = '{' + process.pid + '}';
        const queue = new Queue('mail', { connection, prefix });
        const results = [];
        const worker = new Worker('mail', async (job) => {
          await time('send', async () => {});
          if (job.name === 'bounce') throw new Error('bounced');
          return job.data.to;
        }, { connection, prefix });
        await new Promise((done) => {
          const settled = (job, result) => { results.push(String(result?.message ?? result)); if (results.length === 3) done(); };
          worker.on('completed', settled); worker.on('failed', settled);
          queue.addBulk([{ name: 'welcome', data: { to: 'a' } }, { name: 'welcome', data: { to: 'b' } }, { name: 'bounce', data: {} }]);
        });
        await worker.close(); await queue.close();
        console.log(results.sort().join());
        setInterval(() => {}, 1e6);
      })();`,
    counted: {
      'job_mail_welcome.ok': 2,
      'job_mail_welcome.children.send.ok': 2,
      'job_mail_bounce.error': 1,
      'job_mail_bounce.children.send.ok': 1,
    },
    said: 'a,b,bounced',
  },
  'amqplib with promises': {
    service: rabbitmq,
    packages: {
      '0.10.9': await npmPackages({ amqplib: '0.10.9' }),
      '2.3.1': await npmPackages({ amqplib: '2.3.1' }),
    },
    imports: { esm: `import amqp from 'amqplib';`, cjs: `const amqp = require('amqplib');` },
    program: `
      (async () => {
        const connection = await amqp.connect('amqp://guest:guest@' + process.env.SERVICE);
        const channel = await connection.createChannel();
        const name = 'orders';
        await channel.assertQueue(name, { durable: false, autoDelete: true });
        const own = (await channel.assertQueue('', { exclusive: true })).queue;
        const seen = [];
        await new Promise((done) => {
          const take = async (message) => {
            await time('book', async () => {});
            channel.ack(message);
            seen.push(message.content.toString());
            if (seen.length === 3) setImmediate(done);
          };
          channel.consume(name, take);
          channel.consume(own, take);
          channel.sendToQueue(name, Buffer.from('a'), { headers: { traceparent: '${TRACE}' } });
          transaction('sell', () => channel.sendToQueue(name, Buffer.from('b'), { headers: { a: 'b' } }));
          channel.sendToQueue(own, Buffer.from('c'));
        });
        await connection.close();
        console.log(seen.sort().join());
        setInterval(() => {}, 1e6);
      })();`,
    counted: {
      'consume_orders.ok': 2,
      'consume_orders.children.book.ok': 2,
      'consume_amq_gen.ok': 1,
      'consume_amq_gen.children.book.ok': 1,
    },
    said: 'a,b,c',
    traced: true,
  },
  'amqplib with callbacks': {
    service: rabbitmq,
    packages: {
      '0.10.9': await npmPackages({ amqplib: '0.10.9' }),
      '2.3.1': await npmPackages({ amqplib: '2.3.1' }),
    },
    imports: {
      esm: `import { createRequire } from 'node:module'; const amqp = createRequire(import.meta.url)('amqplib/callback_api');`,
      cjs: `const amqp = require('amqplib/callback_api');`,
    },
    program: `
      amqp.connect('amqp://guest:guest@' + process.env.SERVICE, (e, connection) => connection.createChannel((e, channel) => {
        channel.assertQueue('calls', { durable: false, autoDelete: true }, () => {
          channel.consume('calls', (message) => {
            time('book', () => {});
            connection.close(() => { console.log(message.content.toString()); setInterval(() => {}, 1e6); });
          }, { noAck: true }, () => channel.sendToQueue('calls', Buffer.from('a')));
        });
      }));`,
    counted: { 'consume_calls.ok': 1, 'consume_calls.children.book.ok': 1 },
    said: 'a',
  },
  kafkajs: {
    service: kafka,
    packages: {
      '1.16.0': await npmPackages({ kafkajs: '1.16.0' }),
      '2.2.4': await npmPackages({ kafkajs: '2.2.4' }),
    },
    imports: {
      esm: `import { Kafka, logLevel } from 'kafkajs';`,
      cjs: `const { Kafka, logLevel } = require('kafkajs');`,
    },
    program: `
      process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1';
      (async () => {
        const kafka = new Kafka({ brokers: [process.env.SERVICE], logLevel: logLevel.NOTHING });
        const topic = 'orders-' + process.pid, batches = 'batches-' + process.pid;
        const admin = kafka.admin();
        await admin.connect();
        await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }, { topic: batches, numPartitions: 1 }] });
        const producer = kafka.producer();
        await producer.connect();
        await transaction('sell', () => producer.send({ topic, messages: [{ value: 'a', headers: { traceparent: '${TRACE}' } }, { value: 'b', headers: { a: 'b' } }] }));
        await producer.send({ topic: batches, messages: [{ value: 'c' }] });
        const seen = [];
        const run = async (groupId, from, config) => {
          const consumer = kafka.consumer({ groupId, sessionTimeout: 6000 });
          await consumer.connect();
          await consumer.subscribe({ topic: from, fromBeginning: true });
          await new Promise((done) => consumer.run(config(done)));
          await consumer.disconnect();
        };
        await run('one', topic, (done) => ({ eachMessage: async ({ message }) => { await time('book', async () => {}); seen.push(String(message.value)); if (seen.length === 2) setImmediate(done); } }));
        await run('two', batches, (done) => ({ eachBatch: async ({ batch }) => { seen.push(String(batch.messages[0].value)); setImmediate(done); } }));
        await producer.disconnect(); await admin.disconnect();
        console.log(seen.join());
        setInterval(() => {}, 1e6);
      })();`,
    counted: { 'consume_orders.ok': 2, 'consume_orders.children.book.ok': 2, 'consume_batches.ok': 1 },
    said: 'a,b,c',
    traced: true,
  },
};

const reasons = new Map<Service, string | undefined>();
for (const service of [redis, rabbitmq, kafka]) reasons.set(service, await reasonToSkip(service));

describe.each(Object.entries(subjects))('%s', (_name, subject) => {
  const { service, packages, imports, program, counted, said, traced = false } = subject;
  const skip = reasons.get(service);
  let running: RunningService | undefined;
  beforeAll(async () => {
    if (skip === undefined) running = await service.start();
  }, 300_000);
  afterAll(() => running?.stop());

  it.skipIf(skip !== undefined).each(inBothFormats(Object.keys(packages)))(
    '$version from $format',
    async ({ version, format }) => {
      const used = packages[version] as NpmPackages;
      if (used.missing !== undefined) return;
      const agent =
        format === 'esm'
          ? `import { time, transaction } from '@carpy/agent';`
          : `const { time, transaction } = require('@carpy/agent');`;
      const server = await openHelloServer(acceptingRecords);
      const app = await startApp({
        packages: used,
        format,
        program: imports[format] + agent + program,
        env: { SERVICE: (running as RunningService).address, CARPY_URL: server.url, CARPY_RECORDS: 'true' },
      });
      try {
        expect(app.said).toBe(said);
        await expect.poll(async () => (await app.stats()).hellosAnswered, { timeout: 10_000, interval: 5 }).toBe(1);
        const all = await app.counted();
        const jobs = Object.entries(all).map(([name, n]) => [name.replace(/-\d+\./, '.'), n] as const);
        expect(Object.fromEntries(jobs.filter(([name]) => /^(job|consume)/.test(name)))).toEqual(counted);
        expect(await app.stats()).toMatchObject({ hookFaults: {}, internalErrors: 0 });
        const records = server.bodies.flatMap((sent) => sent.records);
        const traces = (name: string) =>
          records.filter(({ transaction }) => transaction?.startsWith(name)).map(({ traceId }) => traceId);
        if (traced) expect(traces('consume orders').sort()).toEqual([TRACE.split('-')[1], ...traces('sell')].sort());
        expect(records.filter(({ kind }) => kind === 'job')).toHaveLength(
          Object.entries(counted).reduce((sum, [name, n]) => (name.includes('children') ? sum : sum + n), 0),
        );
      } finally {
        await app.end();
        await server.close();
      }
    },
  );
});
