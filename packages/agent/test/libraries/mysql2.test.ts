import { mariadb } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';
import { MYSQL_BODY, MYSQL_COUNTED } from './mysql-body.ts';

await describeLibrary({
  library: 'mysql2',
  service: mariadb,
  versions: [{ mysql2: '3.24.6' }, { mysql2: '2.3.3' }],
  imports: { driver: 'mysql2', promises: 'mysql2/promise' },
  body: `const library = 'mysql2_test';${MYSQL_BODY}
    const connection = await promises.createConnection({ ...settings, database: library });
    await transaction('promises', async () => {
      const [rows, fields] = await connection.query('select * from users where id = ?', [1]);
      answers.push([rows, fields.length]);
      answers.push((await connection.execute('select name from users where id = ?', [2]))[0]);
      answers.push(await connection.execute('select * from nowhere').catch((e) => [e.code, e.errno]));
      answers.push((await connection.query('update users set name = ? where id = 1', ['Al']))[0].affectedRows);
    });
    answers.push(await unhandled(() => transaction('unhandled', () => void connection.query('select unhandled'))));
    const promisePool = promises.createPool({ ...settings, database: library });
    await transaction('pool', async () => {
      answers.push((await promisePool.query('select 1 as x'))[0]);
      answers.push((await promisePool.execute('select name from users where id = ?', [2]))[0]);
    });
    return answers;`,
  counted: {
    ...MYSQL_COUNTED,
    'promises.ok': 1,
    'promises.mysql_select_users.ok': 2,
    'promises.mysql_select_nowhere.error': 1,
    'promises.mysql_update_users.ok': 1,
    'unhandled.ok': 1,
    'unhandled.mysql_select.error': 1,
    'pool.ok': 1,
    'pool.mysql_select.ok': 1,
    'pool.mysql_select_users.ok': 1,
  },
});
