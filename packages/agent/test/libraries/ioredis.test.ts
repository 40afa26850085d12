import { redis } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'ioredis',
  service: redis,
  versions: [{ ioredis: '6.0.0' }, { ioredis: '5.11.1' }],
  imports: { Redis: 'ioredis' },
  body: `
    const client = new Redis({ host, port });
    await client.flushall();
    const answers = [];
    await transaction('promises', async () => {
      answers.push(await client.set('key', 'value'), await client.get('key'), await client.getBuffer('key').then(String));
      answers.push(await client.call('GET', 'key'));
      answers.push(await client.lpush('key', 1).catch((e) => [e.name, e.message, e.constructor.name]));
      const promise = client.get('key');
      answers.push([promise.constructor === Promise, Object.keys(promise)]);
      await promise;
    });
    await transaction('callbacks', () => new Promise((resolve) => {
      client.hset('hash', 'a', 1, (error, n) => {
        answers.push([error, n]);
        client.hgetall('hash', (e, all) => {
          answers.push(all);
          time('read', resolve);
        });
      });
    }));
    await transaction('pipelines', async () => {
      answers.push(await client.pipeline().set('a', 1).incr('a').lpush('a', 2).exec().then((all) => all.map(([e, v]) => [e && e.message, v])));
      answers.push(await client.multi().set('b', 1).get('b').exec());
      client.defineCommand('echoed', { numberOfKeys: 0, lua: 'return ARGV[1]' });
      answers.push(await client.echoed('hello'));
    });
    answers.push(await unhandled(() => transaction('unhandled', () => void client.hget('key', 'x'))));
    const lazy = new Redis({ host, port, lazyConnect: true });
    // Waits for the connection, and is counted once.
    await transaction('lazy', async () => {
      await lazy.connect();
      answers.push(await lazy.get('a'));
    });
    const offline = new Redis({ host, port });
    await transaction('offline', async () => answers.push(await offline.get('a')));
    await client.get('outside');
    return answers;
  `,
  counted: {
    'promises.ok': 1,
    'promises.redis_set.ok': 1,
    'promises.redis_get.ok': 4,
    'promises.redis_lpush.error': 1,
    'callbacks.ok': 1,
    'callbacks.redis_hset.ok': 1,
    'callbacks.redis_hgetall.ok': 1,
    'callbacks.read.ok': 1,
    'pipelines.ok': 1,
    'pipelines.redis_set.ok': 2,
    'pipelines.redis_incr.ok': 1,
    'pipelines.redis_lpush.error': 1,
    'pipelines.redis_multi.ok': 1,
    'pipelines.redis_get.ok': 1,
    'pipelines.redis_exec.ok': 1,
    'pipelines.redis_evalsha.ok': 1,
    'unhandled.ok': 1,
    'unhandled.redis_hget.error': 1,
    'lazy.ok': 1,
    'lazy.redis_get.ok': 1,
    'offline.ok': 1,
    'offline.redis_get.ok': 1,
  },
});
