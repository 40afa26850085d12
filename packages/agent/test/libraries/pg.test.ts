import { postgresql } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'pg',
  service: postgresql,
  versions: [
    { pg: '8.23.1', 'pg-cursor': '2.22.1', 'pg-query-stream': '4.17.0' },
    { pg: '8.11.5', 'pg-cursor': '2.10.5', 'pg-query-stream': '4.5.5' },
  ],
  imports: { pg: 'pg', Cursor: 'pg-cursor', QueryStream: 'pg-query-stream' },
  body: `
    const settings = { host, port, user: 'postgres', database: 'postgres' };
    const client = new pg.Client(settings);
    await client.connect();
    await client.query('drop table if exists users; create table users (id int primary key, name text)');
    const answers = [];
    await transaction('promises', async () => {
      const insert = await client.query('insert into users values ($1, $2), (2, $3) returning id', [1, 'Ann', 'Bob']);
      answers.push([insert.rowCount, insert.rows, insert.constructor.name]);
      answers.push((await client.query({ text: 'select name from users where id = $1', values: [2], rowMode: 'array' })).rows);
      answers.push((await client.query({ name: 'by id', text: 'select * from "users" where id = $1' }, [1])).rows);
      answers.push(await client.query('select * from nowhere').catch((e) => [e.name, e.code, e.message, e instanceof Error]));
      answers.push(await client.query('insert into users values (1)').then(() => 'written', (e) => e.code));
      try { client.query(null); } catch (e) { answers.push([e.name, e.message]); }
    });
    await transaction('callbacks', () => new Promise((resolve) => {
      const returned = client.query('select count(*)::int as n from users', (error, result) => {
        time('counted', () => answers.push([error, result.rows]));
        client.query({ text: 'select 1/0', callback: (e) => {
          answers.push(e.code);
          resolve();
        } });
      });
      answers.push(typeof returned);
    }));
    await transaction('query objects', async () => {
      const query = new pg.Query('select * from users order by id');
      answers.push(client.query(query) === query);
      const rows = [];
      query.on('row', (row) => rows.push(row.name));
      await new Promise((resolve) => query.on('end', resolve));
      answers.push(rows);
      const failing = client.query(new pg.Query('select broken'));
      answers.push(await new Promise((resolve) => failing.on('error', (e) => resolve(e.code))));
      const cursor = client.query(new Cursor('select * from users order by id'));
      answers.push(await cursor.read(1));
      await cursor.close();
      const streamed = [];
      for await (const row of client.query(new QueryStream('select id from users order by id'))) streamed.push(row);
      answers.push(streamed);
    });
    answers.push(await unhandled(() => transaction('unhandled', () => void client.query('select unhandled'))));
    await client.end();
    const pool = new pg.Pool({ ...settings, max: 1 });
    // Both wait for the one connection: each must find its own transaction when its turn comes.
    const both = ['one', 'two'].map((name) => transaction(name, () => new Promise((resolve) => {
      pool.query('select pg_sleep(0.02)', () => time('after ' + name, resolve));
    })));
    await Promise.all(both);
    answers.push(await transaction('pool', async () => (await pool.query('select $1::int as x', [7])).rows));
    await pool.query('select 1');
    return answers;
  `,
  counted: {
    'promises.ok': 1,
    'promises.pg_insert_users.ok': 1,
    'promises.pg_insert_users.error': 1,
    'promises.pg_select_users.ok': 2,
    'promises.pg_select_nowhere.error': 1,
    'promises.pg_query.error': 1,
    'callbacks.ok': 1,
    'callbacks.pg_select_users.ok': 1,
    'callbacks.counted.ok': 1,
    'callbacks.pg_select.error': 1,
    'query_objects.ok': 1,
    'query_objects.pg_select_users.ok': 3,
    'query_objects.pg_select.error': 1,
    'unhandled.ok': 1,
    'unhandled.pg_select.error': 1,
    'one.ok': 1,
    'one.pg_select.ok': 1,
    'one.after_one.ok': 1,
    'two.ok': 1,
    'two.pg_select.ok': 1,
    'two.after_two.ok': 1,
    'pool.ok': 1,
    'pool.pg_select.ok': 1,
  },
});
