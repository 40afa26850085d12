/** What the two MySQL drivers with callbacks have in common. Needs `driver`. */
export const MYSQL_BODY = `
    const settings = { host, port, user: 'root', multipleStatements: true };
    const client = driver.createConnection(settings);
    const query = (...args) => new Promise((resolve, reject) => client.query(...args, (e, rows) => (e ? reject(e) : resolve(rows))));
    await query('drop database if exists ' + library + '; create database ' + library + '; use ' + library);
    await query('create table users (id int primary key, name varchar(20))');
    const answers = [];
    await transaction('callbacks', async () => {
      const inserted = await query('insert into users values (?, ?), (2, ?)', [1, 'Ann', 'Bob']);
      answers.push([inserted.affectedRows, inserted.constructor.name]);
      answers.push(await query({ sql: 'select name from users where id = ?', values: [2] }));
      answers.push(await query('select * from nowhere').catch((e) => [e.code, e.errno, e instanceof Error]));
      await new Promise((resolve) => {
        const command = client.query('select count(*) as n from \`users\`', (error, rows, fields) => {
          time('counted', () => answers.push([error, rows, fields.length]));
          resolve();
        });
        answers.push(command.constructor.name);
      });
    });
    await transaction('events', async () => {
      const rows = [];
      const command = client.query('select * from users order by id');
      command.on('result', (row) => rows.push(row.name));
      await new Promise((resolve) => command.on('end', resolve));
      answers.push(rows);
      const failing = client.query('select broken');
      answers.push(await new Promise((resolve) => failing.on('error', (e) => resolve(e.code))));
      await query('select 1');
      const streamed = [];
      const stream = client.query('select id from users order by id').stream();
      stream.on('data', (row) => streamed.push(row.id));
      await new Promise((resolve) => stream.on('end', resolve));
      answers.push(streamed);
    });
    const pool = driver.createPool({ ...settings, connectionLimit: 1 });
    // Both wait for the one connection: each must find its own transaction when its turn comes.
    const both = ['one', 'two'].map((name) => transaction(name, () => new Promise((resolve) => {
      pool.query('select sleep(0.02)', () => time('after ' + name, resolve));
    })));
    await Promise.all(both);
    await new Promise((resolve) => pool.query('select 1', resolve));
`;

export const MYSQL_COUNTED: Readonly<Record<string, number>> = {
  'callbacks.ok': 1,
  'callbacks.mysql_insert_users.ok': 1,
  'callbacks.mysql_select_users.ok': 2,
  'callbacks.mysql_select_nowhere.error': 1,
  'callbacks.counted.ok': 1,
  'events.ok': 1,
  'events.mysql_select_users.ok': 2,
  'events.mysql_select.ok': 1,
  'events.mysql_select.error': 1,
  'one.ok': 1,
  'one.mysql_select.ok': 1,
  'one.after_one.ok': 1,
  'two.ok': 1,
  'two.mysql_select.ok': 1,
  'two.after_two.ok': 1,
};
