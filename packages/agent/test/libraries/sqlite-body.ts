/** What the two SQLite drivers have in common. Needs `database`, an open one, and `answers`. */
export const SQLITE_BODY = `
    database.exec('create table users (id integer primary key, name text)');
    const plain = (row) => row && { ...row };
    transaction('statements', () => {
      const insert = database.prepare('insert into users values (?, ?)');
      answers.push(insert.run(1, 'Ann').changes, insert.run(2, 'Bob').changes);
      try { insert.run(1, 'again'); } catch (e) { answers.push([e.constructor.name, e.message]); }
      const select = database.prepare('select * from "users" where id = ?');
      answers.push(plain(select.get(1)), plain(select.get(9)), select.all(2).map(plain), [...select.iterate(1)].map(plain));
      for (const row of database.prepare('select * from users').iterate()) { answers.push(plain(row)); break; }
      const rows = select.iterate(2);
      answers.push(plain(rows.next().value), rows.next().done, rows[Symbol.iterator]() === rows, Object.keys(rows));
      select.iterate(1).return();
      try { database.prepare('select broken'); } catch (e) { answers.push(e.message); }
      database.exec('update users set name = upper(name)');
      answers.push(select.get.name, select.get.length, insert.constructor.name);
    });
    database.prepare('select 1').get();
`;

export const SQLITE_COUNTED: Readonly<Record<string, number>> = {
  'statements.ok': 1,
  'statements.sqlite_insert_users.ok': 2,
  'statements.sqlite_insert_users.error': 1,
  'statements.sqlite_select_users.ok': 6,
  'statements.sqlite_update_users.ok': 1,
};
