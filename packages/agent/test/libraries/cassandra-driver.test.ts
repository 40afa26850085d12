import { cassandra } from '../../../../test-services/index.ts';
import { nodeMajor } from '../instrumented-app.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'cassandra-driver',
  service: cassandra,
  // 3.6 needs a function that Node 23 no longer has.
  versions: [{ 'cassandra-driver': '4.10.0' }, ...(nodeMajor < 23 ? [{ 'cassandra-driver': '3.6.0' }] : [])],
  imports: { cassandra: 'cassandra-driver' },
  body: `
    const settings = { contactPoints: [host + ':' + port], localDataCenter: 'datacenter1', protocolOptions: { port } };
    const client = new cassandra.Client(settings);
    const answers = [];
    await client.connect();
    await client.execute("create keyspace if not exists shop with replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    await client.execute('create table if not exists shop.users (id int primary key, name text)');
    await client.execute('truncate shop.users');
    await transaction('promises', async () => {
      const insert = 'insert into shop.users (id, name) values (?, ?)';
      answers.push((await client.execute(insert, [1, 'Ann'], { prepare: true })).wasApplied());
      answers.push((await client.batch([{ query: insert, params: [2, 'Bob'] }, { query: insert, params: [3, 'Bob'] }], { prepare: true })).info.queriedHost.length > 0);
      answers.push((await client.execute('select name from shop.users where id = 1')).rows.map((r) => r.name));
      answers.push(await client.execute('select * from shop.nowhere').catch((e) => [e.name, e.code]));
      answers.push(await client.batch('none').catch((e) => e.name));
    });
    await transaction('callbacks', () => new Promise((resolve) => {
      const returned = client.execute('select count(*) as n from shop.users', (error, result) => {
        time('counted', () => answers.push([error, String(result.rows[0].n)]));
        const rows = [];
        client.eachRow('select id from shop.users', [], { fetchSize: 2, autoPage: true }, (n, row) => rows.push(row.id), () => {
          answers.push(rows.sort());
          resolve();
        });
      });
      answers.push(typeof returned);
    }));
    const lazy = new cassandra.Client(settings);
    await transaction('lazy', async () => answers.push((await lazy.execute('select id from shop.users where id = 2')).rowLength));
    await client.execute('select id from shop.users');
    return answers;
  `,
  counted: {
    'promises.ok': 1,
    'promises.cassandra_insert_users.ok': 1,
    'promises.cassandra_batch.ok': 1,
    'promises.cassandra_batch.error': 1,
    'promises.cassandra_select_users.ok': 1,
    'promises.cassandra_select_nowhere.error': 1,
    'callbacks.ok': 1,
    'callbacks.cassandra_select_users.ok': 3,
    'callbacks.counted.ok': 1,
    'lazy.ok': 1,
    'lazy.cassandra_select_users.ok': 1,
  },
});
