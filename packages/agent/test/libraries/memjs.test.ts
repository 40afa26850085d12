import { memcached } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'memjs',
  service: memcached,
  // The one major that there is.
  versions: [{ memjs: '1.3.2' }],
  imports: { memjs: 'memjs' },
  body: `
    const client = memjs.Client.create(host + ':' + port, { logger: { log() {} } });
    await client.flush();
    const answers = [];
    const text = ({ value }) => value && String(value);
    await transaction('promises', async () => {
      answers.push(await client.set('key', 'value', { expires: 10 }), text(await client.get('key')), text(await client.get('none')));
      answers.push(await client.add('key', 'again', {}), await client.increment('n', 2, { initial: 1 }), await client.delete('key'));
    });
    await transaction('callbacks', () => new Promise((resolve) => {
      const returned = client.set('key', 'value', {}, (error, done) => {
        answers.push([error, done]);
        client.get('key', (e, value) => time('read', () => resolve(answers.push(String(value)))));
      });
      answers.push(typeof returned);
    }));
    const nowhere = memjs.Client.create('127.0.0.1:1', { retries: 0, timeout: 0.2, logger: { log() {} } });
    await transaction('nowhere', () => nowhere.get('key').catch((e) => answers.push(e instanceof Error)));
    await client.get('key');
    return answers;
  `,
  counted: {
    'promises.ok': 1,
    'promises.memcached_set.ok': 1,
    'promises.memcached_get.ok': 2,
    'promises.memcached_add.ok': 1,
    'promises.memcached_increment.ok': 1,
    'promises.memcached_delete.ok': 1,
    'callbacks.ok': 1,
    'callbacks.memcached_set.ok': 1,
    'callbacks.memcached_get.ok': 1,
    'callbacks.read.ok': 1,
    'nowhere.ok': 1,
    'nowhere.memcached_get.error': 1,
  },
});
