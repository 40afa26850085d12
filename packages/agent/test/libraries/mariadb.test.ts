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
  },
});
