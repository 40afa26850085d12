import { mariadb } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'mariadb',
  service: mariadb,
  // 3.5 is an ES module, with a single file for CommonJS; Prisma's adapter has the one before.
  versions: [{ mariadb: '3.5.4' }, { mariadb: '3.4.5' }],
  imports: { driver: 'mariadb' },
  body: `
    const settings = { host, port, user: 'root', multipleStatements: true };
    const connection = await driver.createConnection(settings);
    await connection.query('drop database if exists mariadb_test; create database mariadb_test; use mariadb_test');
    await connection.query('create table users (id int primary key, name varchar(20))');
    const answers = [];
    await transaction('connection', async () => {
      answers.push((await connection.query('insert into users values (?, ?), (2, ?)', [1, 'Ann', 'Bob'])).affectedRows);
      answers.push(await connection.query({ sql: 'select name from users where id = ?', rowsAsArray: true }, [2]));
      answers.push(await connection.execute('select name from users where id = ?', [1]));
      answers.push(await connection.query('select * from nowhere').catch((e) => [e.code, e.errno, e.name]));
      answers.push((await connection.batch('insert into users values (?, ?)', [[3, 'Cid'], [4, 'Dan']])).affectedRows);
      await connection.beginTransaction();
      await connection.query('delete from users where id = 4');
      await connection.rollback();
      await connection.commit();
    });
    await transaction('streams', async () => {
      const names = [];
      const stream = connection.queryStream('select name from users order by id');
      answers.push(stream.constructor.name, stream.listenerCount('data'), stream.readableFlowing);
      for await (const { name } of stream) time('row', () => names.push(name));
      answers.push(names);
      const broken = connection.queryStream('select * from nowhere');
      answers.push(await new Promise((resolve) => broken.on('error', (e) => resolve(e.code))));
      for await (const row of connection.queryStream({ sql: 'select id from users order by id', rowsAsArray: true })) { answers.push(row); break; }
      answers.push(await connection.query('select 1 as x'));
    });
    const lost = await unhandled(() => transaction('unhandled', () => void connection.query('select unhandled')));
    answers.push(lost.replace(/conn:\\d+/, 'conn'));
    const pool = driver.createPool({ ...settings, database: 'mariadb_test', connectionLimit: 1 });
    // Both wait for the one connection: each must find its own transaction when its turn comes.
    await Promise.all(['one', 'two'].map((name) => transaction(name, async () => {
      await pool.query('select sleep(0.02)');
      time('after ' + name, () => {});
    })));
    await transaction('pool', async () => {
      answers.push((await pool.execute('select count(*) as n from users')).map((row) => Number(row.n)));
      const held = await pool.getConnection();
      answers.push(await held.query('select 1 as x'), typeof held.release);
      await held.release();
    });
    const cluster = driver.createPoolCluster();
    cluster.add('only', { ...settings, database: 'mariadb_test', connectionLimit: 1 });
    await transaction('cluster', async () => {
      answers.push(await cluster.of('only').query('select name from users where id = 1'));
      const held = await cluster.getConnection();
      answers.push(await held.query('select 2 as x'));
      await held.release();
    });
    await cluster.end();
    await pool.query('select 1');
    await pool.end();
    await connection.end();
    return answers;`,
  counted: {
    'connection.ok': 1,
    'connection.mysql_insert_users.ok': 2,
    'connection.mysql_select_users.ok': 2,
    'connection.mysql_select_nowhere.error': 1,
    'connection.mysql_begin.ok': 1,
    'connection.mysql_delete_users.ok': 1,
    'connection.mysql_rollback.ok': 1,
    'connection.mysql_commit.ok': 1,
    'streams.ok': 1,
    'streams.mysql_select_users.ok': 2,
    'streams.mysql_select_nowhere.error': 1,
    'streams.mysql_select.ok': 1,
    'streams.row.ok': 4,
    'unhandled.ok': 1,
    'unhandled.mysql_select.error': 1,
    'one.ok': 1,
    'one.mysql_select.ok': 1,
    'one.after_one.ok': 1,
    'two.ok': 1,
    'two.mysql_select.ok': 1,
    'two.after_two.ok': 1,
    'pool.ok': 1,
    'pool.mysql_select_users.ok': 1,
    'pool.mysql_select.ok': 1,
    'cluster.ok': 1,
    'cluster.mysql_select_users.ok': 1,
    'cluster.mysql_select.ok': 1,
  },
});

const CALLBACKS = `
    const settings = { host, port, user: 'root', multipleStatements: true };
    const connection = driver.createConnection(settings);
    const answers = [];
    // What a method calls back with, and in which transaction it does.
    const asks = (object, method, ...args) => new Promise((resolve) => {
      let answered;
      answered = object[method](...args, (error, rows, meta) => {
        time('back', () => {});
        if (error) resolve([error.code, error.errno, error.sqlState]);
        else resolve([rows?.affectedRows ?? rows, Array.isArray(meta) ? meta.length : typeof meta, typeof answered?.stream]);
      });
    });
    const emitted = (command, event) => new Promise((resolve) => command.on(event, (value) => resolve(value?.code)));
    await asks(connection, 'connect');
    await asks(connection, 'query', 'drop database if exists mariadb_back; create database mariadb_back; use mariadb_back');
    await asks(connection, 'query', 'create table users (id int primary key, name varchar(20))');
    await transaction('callbacks', async () => {
      answers.push(await asks(connection, 'query', 'insert into users values (?, ?), (2, ?)', [1, 'Ann', 'Bob']));
      answers.push(await asks(connection, 'query', { sql: 'select name from users where id = ?', rowsAsArray: true }, [2]));
      answers.push(await asks(connection, 'query', 'select name from users where id = 1'));
      answers.push(await asks(connection, 'execute', 'select name from users where id = ?', [1]));
      answers.push(await asks(connection, 'execute', 'select * from nowhere'), await asks(connection, 'query', 'select * from nowhere'));
      answers.push(await asks(connection, 'batch', 'insert into users values (?, ?)', [[3, 'Cid'], [4, 'Dan']]));
    });
    await transaction('transactions', async () => {
      answers.push(await asks(connection, 'beginTransaction'));
      connection.query('delete from users where id = 4');
      answers.push(await asks(connection, 'rollback'), await asks(connection, 'commit'));
      connection.beginTransaction();
      connection.execute('delete from users where id = 4');
      connection.commit();
      answers.push(await asks(connection, 'ping'));
    });
    await transaction('events', async () => {
      const rows = [];
      const command = connection.query('select * from users order by id');
      command.on('data', (row) => rows.push(row.name));
      await emitted(command, 'end');
      answers.push(rows, await emitted(connection.query('select broken'), 'end'));
    });
    await transaction('streams', async () => {
      const names = [];
      for await (const { name } of connection.queryStream('select name from users order by id')) names.push(name);
      answers.push(names, await emitted(connection.queryStream('select * from nowhere'), 'error'));
    });
    const pool = driver.createPool({ ...settings, database: 'mariadb_back', connectionLimit: 1 });
    // Both wait for the one connection: each must find its own transaction when its turn comes.
    await Promise.all(['one', 'two'].map((name) => transaction(name, () => asks(pool, 'query', 'select sleep(0.02)'))));
    await transaction('pool', async () => {
      answers.push(pool.query('insert into users values (5, ?)', ['Eve']) === undefined);
      answers.push(await asks(pool, 'execute', 'select name from users where id = 5'), await asks(pool, 'query', 'select * from nowhere'));
      const held = await new Promise((resolve) => pool.getConnection((error, got) => time('held', () => resolve(got))));
      answers.push(await asks(held, 'query', 'select 1 as x'), held.constructor === connection.constructor);
      await asks(held, 'release');
    });
    const cluster = driver.createPoolCluster();
    cluster.add('only', { ...settings, database: 'mariadb_back', connectionLimit: 1 });
    await transaction('cluster', async () => {
      answers.push(await asks(cluster.of('only'), 'query', 'select name from users where id = ?', [1]));
      const held = await new Promise((resolve) => cluster.getConnection((error, got) => time('held', () => resolve(got))));
      answers.push(await asks(held, 'query', 'select 2 as x'));
      await asks(held, 'release');
    });
    cluster.end();
    await asks(pool, 'end');
    await asks(connection, 'end');
    return answers;`;

const callbacksCounted = {
  'callbacks.ok': 1,
  'callbacks.back.ok': 7,
  'callbacks.mysql_insert_users.ok': 2,
  'callbacks.mysql_select_users.ok': 3,
  'callbacks.mysql_select_nowhere.error': 2,
  'transactions.ok': 1,
  'transactions.back.ok': 4,
  'transactions.mysql_begin.ok': 2,
  'transactions.mysql_delete_users.ok': 2,
  'transactions.mysql_rollback.ok': 1,
  'transactions.mysql_commit.ok': 2,
  'events.ok': 1,
  'events.mysql_select_users.ok': 1,
  'events.mysql_select.error': 1,
  'streams.ok': 1,
  'streams.mysql_select_users.ok': 1,
  'streams.mysql_select_nowhere.error': 1,
  'one.ok': 1,
  'one.back.ok': 1,
  'one.mysql_select.ok': 1,
  'two.ok': 1,
  'two.back.ok': 1,
  'two.mysql_select.ok': 1,
  'pool.ok': 1,
  'pool.back.ok': 4,
  'pool.held.ok': 1,
  'pool.mysql_insert_users.ok': 1,
  'pool.mysql_select_users.ok': 1,
  'pool.mysql_select_nowhere.error': 1,
  'pool.mysql_select.ok': 1,
  'cluster.ok': 1,
  'cluster.back.ok': 3,
  'cluster.held.ok': 1,
  'cluster.mysql_select_users.ok': 1,
  'cluster.mysql_select.ok': 1,
};

// Without a suffix only where the package says what it exports.
for (const [version, module] of [
  ['3.5.4', 'mariadb/callback'],
  ['3.4.5', 'mariadb/callback.js'],
] as const)
  await describeLibrary({
    library: module,
    service: mariadb,
    versions: [{ mariadb: version }],
    imports: { driver: module },
    body: CALLBACKS,
    counted: callbacksCounted,
  });
