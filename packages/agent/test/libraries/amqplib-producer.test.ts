import { rabbitmq } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'amqplib publishing',
  service: rabbitmq,
  versions: [{ amqplib: '2.3.1' }, { amqplib: '1.2.0' }],
  imports: { amqp: 'amqplib', callbacks: 'amqplib/callback_api' },
  body: `
    const url = 'amqp://' + host + ':' + port;
    const connection = await amqp.connect(url);
    const channel = await connection.createChannel();
    await channel.assertQueue('mails');
    await channel.purgeQueue('mails');
    await channel.assertExchange('orders', 'fanout');
    const confirming = await connection.createConfirmChannel();
    const answers = [];
    await transaction('plain', async () => {
      answers.push(channel.sendToQueue('mails', Buffer.from('one')), channel.publish('orders', 'key 7', Buffer.from('two')));
      try { channel.publish('orders', 'key', 'no buffer'); } catch (e) { answers.push(e.name); }
    });
    await transaction('confirmed', async () => {
      await new Promise((resolve) => {
        answers.push(confirming.sendToQueue('mails', Buffer.from('three'), {}, (error) => time('taken', () => resolve(answers.push(error)))));
      });
      confirming.publish('orders', '', Buffer.from('four'));
      await confirming.waitForConfirms();
    });
    const old = await new Promise((resolve, reject) => callbacks.connect(url, (e, c) => (e ? reject(e) : resolve(c))));
    const oldChannel = await new Promise((resolve, reject) => old.createConfirmChannel((e, c) => (e ? reject(e) : resolve(c))));
    await transaction('callbacks', () => new Promise((resolve) => oldChannel.sendToQueue('mails', Buffer.from('five'), {}, resolve)));
    answers.push((await channel.checkQueue('mails')).messageCount);
    await connection.close();
    old.close();
    return answers;
  `,
  counted: {
    'plain.ok': 1,
    'plain.amqp_publish_mails.ok': 1,
    'plain.amqp_publish_orders.ok': 1,
    'plain.amqp_publish_orders.error': 1,
    'confirmed.ok': 1,
    'confirmed.amqp_publish_mails.ok': 1,
    'confirmed.amqp_publish_orders.ok': 1,
    'confirmed.taken.ok': 1,
    'callbacks.ok': 1,
    'callbacks.amqp_publish_mails.ok': 1,
  },
});
