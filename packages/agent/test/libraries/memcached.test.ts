import { memcached } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'memcached',
  service: memcached,
  // The last there is.
  versions: [{ memcached: '2.2.2' }],
  imports: { Memcached: 'memcached' },
  body: `
    const client = new Memcached(host + ':' + port);
    const answers = [];
    const run = (method, ...args) => new Promise((resolve) => {
      answers.push(typeof client[method](...args, function (...given) {
        resolve(given.map((v) => (v instanceof Error ? v.message : v)));
      }));
    });
    await run('flush');
    await transaction('callbacks', async () => {
      answers.push(await run('set', 'key', 'value', 10), await run('get', 'key'), await run('get', 'none'));
      answers.push(await run('add', 'key', 'again', 10), await run('set', 'n', 1, 10), await run('incr', 'n', 2));
      answers.push(await run('getMulti', ['key', 'n']), await run('del', 'key'), await run('touch', 'n', 5));
      await new Promise((resolve) => client.get('n', () => time('read', resolve)));
    });
    const nowhere = new Memcached('127.0.0.1:1', { retries: 0, timeout: 100, failures: 0 });
    await transaction('nowhere', () => new Promise((resolve) => nowhere.get('key', (e) => resolve(answers.push(e instanceof Error)))));
    await run('get', 'n');
    return answers;
  `,
  counted: {
    'callbacks.ok': 1,
    'callbacks.memcached_set.ok': 2,
    'callbacks.memcached_get.ok': 4,
    'callbacks.memcached_add.error': 1,
    'callbacks.memcached_incr.ok': 1,
    'callbacks.memcached_delete.ok': 1,
    'callbacks.memcached_touch.ok': 1,
    'callbacks.read.ok': 1,
    'nowhere.ok': 1,
    'nowhere.memcached_get.error': 1,
  },
});
