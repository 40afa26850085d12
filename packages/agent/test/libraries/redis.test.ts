import { redis } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'redis',
  service: redis,
  versions: [{ redis: '6.3.1' }, { redis: '5.12.1' }],
  imports: { redis: 'redis' },
  body: `
    const client = redis.createClient({ socket: { host, port } });
    await client.connect();
    await client.flushAll();
    const answers = [];
    await transaction('promises', async () => {
      answers.push(await client.set('key', 'value'), await client.get('key'), await client.get('none'));
      answers.push(await client.sendCommand(['GET', 'key']));
      answers.push(await client.lPush('key', '1').catch((e) => [e.name, e.message, e.constructor.name]));
      await client.hSet('hash', { a: '1', b: '2' });
      answers.push(await client.hGetAll('hash'));
    });
    await transaction('pipelines', async () => {
      answers.push(await client.multi().set('a', '1').incr('a').exec());
      answers.push(await client.multi().get('a').execAsPipeline());
    });
    answers.push(await unhandled(() => transaction('unhandled', () => void client.hGet('key', 'x'))));
    await transaction('iterator', async () => {
      const keys = [];
      for await (const found of client.scanIterator({ MATCH: 'h*' })) keys.push(...[found].flat());
      answers.push(keys);
    });
    const inside = redis.createClient({ socket: { host, port } });
    await transaction('connect', async () => {
      await inside.connect();
      answers.push(await inside.get('a'));
    });
    await client.get('outside');
    return answers;
  `,
  counted: {
    'promises.ok': 1,
    'promises.redis_set.ok': 1,
    'promises.redis_get.ok': 3,
    'promises.redis_lpush.error': 1,
    'promises.redis_hset.ok': 1,
    'promises.redis_hgetall.ok': 1,
    'pipelines.ok': 1,
    'pipelines.redis_multi.ok': 1,
    'pipelines.redis_set.ok': 1,
    'pipelines.redis_incr.ok': 1,
    'pipelines.redis_exec.ok': 1,
    'pipelines.redis_get.ok': 1,
    'unhandled.ok': 1,
    'unhandled.redis_hget.error': 1,
    'connect.ok': 1,
    'connect.redis_get.ok': 1,
    'iterator.ok': 1,
    'iterator.redis_scan.ok': 1,
  },
});
