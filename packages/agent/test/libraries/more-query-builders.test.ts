/** Drizzle, Kysely and Sequelize, which show by their drivers as knex and TypeORM do. */
import { mariadb, postgresql } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

/** Makes the database, a table in it, and the drivers' own settings. */
const PREPARED_MYSQL = (database: string): string => `
    const root = await mysql2.createConnection({ host, port, user: 'root' });
    await root.query('create database if not exists ${database}');
    await root.query('drop table if exists ${database}.users');
    await root.query('create table ${database}.users (id int primary key, name varchar(20))');
    await root.end();
    const settings = { host, port, user: 'root', database: '${database}' };`;
const PREPARED_PG = `
    const pool = new pg.Pool({ host, port, user: 'postgres', database: 'postgres', max: 2 });
    await pool.query('drop table if exists users; create table users (id int primary key, name varchar(20))');`;

// The same drivers' other tests run always.
const isLong = process.env['CARPY_TEST_LONG'] === '1';

const counted = (system: string, begin: string): Record<string, number> => ({
  'queries.ok': 1,
  [`queries.${system}_insert_users.ok`]: 1,
  [`queries.${system}_select_users.ok`]: 1,
  [`queries.${system}_select_nowhere.error`]: 1,
  'transactions.ok': 1,
  [`transactions.${system}_${begin}.ok`]: 1,
  [`transactions.${system}_update_users.ok`]: 1,
  [`transactions.${system}_commit.ok`]: 1,
});

/** Needs `db`, `users` and `nowhere`. */
const DRIZZLE = `
    const answers = [];
    await transaction('queries', async () => {
      // Never run.
      db.delete(users);
      await db.insert(users).values([{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }]);
      answers.push(await db.select().from(users).where(drizzle.gt(users.id, 1)));
      answers.push(await db.select().from(nowhere).catch((e) => e.cause.code));
    });
    await transaction('transactions', () =>
      db.transaction(async (trx) => { await trx.update(users).set({ name: 'Al' }).where(drizzle.eq(users.id, 1)); }));
    return answers;
`;

await describeLibrary({
  library: 'drizzle on pg',
  service: postgresql,
  versions: [{ 'drizzle-orm': '0.45.4', pg: '8.23.1' }],
  imports: { pg: 'pg', drizzle: 'drizzle-orm', core: 'drizzle-orm/pg-core', on: 'drizzle-orm/node-postgres' },
  namespaces: ['drizzle', 'core', 'on'],
  body: `${PREPARED_PG}
    const table = (name) => core.pgTable(name, { id: core.integer().primaryKey(), name: core.text() });
    const users = table('users'), nowhere = table('nowhere');
    const db = on.drizzle(pool);
    try { ${DRIZZLE} } finally { await pool.end(); }`,
  counted: counted('pg', 'begin'),
});

if (isLong)
  await describeLibrary({
    library: 'drizzle on mysql2',
    service: mariadb,
    versions: [{ 'drizzle-orm': '0.45.4', mysql2: '3.24.6' }],
    imports: {
      mysql2: 'mysql2/promise',
      drizzle: 'drizzle-orm',
      core: 'drizzle-orm/mysql-core',
      on: 'drizzle-orm/mysql2',
    },
    namespaces: ['drizzle', 'core', 'on'],
    body: `${PREPARED_MYSQL('drizzle_test')}
    const table = (name) => core.mysqlTable(name, { id: core.int().primaryKey(), name: core.varchar({ length: 20 }) });
    const users = table('users'), nowhere = table('nowhere');
    const pool = mysql2.createPool(settings);
    const db = on.drizzle(pool);
    try { ${DRIZZLE} } finally { await pool.end(); }`,
    counted: counted('mysql', 'begin'),
  });

/** Needs `db`. */
const KYSELY = `
    const answers = [];
    await transaction('queries', async () => {
      // Never run.
      db.deleteFrom('users');
      await db.insertInto('users').values([{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }]).execute();
      answers.push(await db.selectFrom('users').selectAll().where('id', '>', 1).execute());
      answers.push(await db.selectFrom('nowhere').selectAll().execute().catch((e) => e.code));
    });
    await transaction('transactions', () =>
      db.transaction().execute((trx) => trx.updateTable('users').set({ name: 'Al' }).where('id', '=', 1).execute()));
    await db.destroy();
    return answers.map((answer) => JSON.parse(JSON.stringify(answer)));
`;

await describeLibrary({
  library: 'kysely on pg',
  service: postgresql,
  versions: [{ kysely: '0.28.19', pg: '8.23.1' }],
  imports: { pg: 'pg', kysely: 'kysely' },
  namespaces: ['kysely'],
  body: `${PREPARED_PG}
    const db = new kysely.Kysely({ dialect: new kysely.PostgresDialect({ pool }) });${KYSELY}`,
  counted: counted('pg', 'begin'),
});

if (isLong)
  await describeLibrary({
    library: 'kysely on mysql2',
    service: mariadb,
    versions: [{ kysely: '0.28.19', mysql2: '3.24.6' }],
    imports: { mysql2: 'mysql2/promise', callbacks: 'mysql2', kysely: 'kysely' },
    namespaces: ['kysely'],
    body: `${PREPARED_MYSQL('kysely_test')}
    const db = new kysely.Kysely({ dialect: new kysely.MysqlDialect({ pool: callbacks.createPool(settings) }) });${KYSELY}`,
    counted: counted('mysql', 'begin'),
  });

/** Needs `db`. What it asks the server first, of versions and time zones, is outside of the transactions. */
const SEQUELIZE = `
    await db.authenticate();
    const User = db.define('User', { id: { type: sequelize.DataTypes.INTEGER, primaryKey: true }, name: sequelize.DataTypes.STRING }, { tableName: 'users', timestamps: false });
    const answers = [];
    await transaction('queries', async () => {
      await User.bulkCreate([{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }]);
      answers.push((await User.findAll({ where: { id: { [sequelize.Op.gt]: 1 } } })).map((user) => user.toJSON()));
      answers.push(await db.query('select * from nowhere').catch((e) => [e.name, e.original.code]));
    });
    await transaction('transactions', () =>
      db.transaction((trx) => User.update({ name: 'Al' }, { where: { id: 1 }, transaction: trx })));
    await db.close();
    return answers;
`;

await describeLibrary({
  library: 'sequelize on pg',
  service: postgresql,
  versions: [{ sequelize: '6.37.8', pg: '8.23.1' }],
  imports: { pg: 'pg', sequelize: 'sequelize' },
  body: `${PREPARED_PG}
    await pool.end();
    const db = new sequelize.Sequelize({ dialect: 'postgres', host, port, username: 'postgres', database: 'postgres', logging: false, pool: { max: 1 } });${SEQUELIZE}`,
  counted: counted('pg', 'start'),
});

for (const dialect of isLong ? ['mysql', 'mariadb'] : [])
  await describeLibrary({
    library: `sequelize on ${dialect === 'mysql' ? 'mysql2' : dialect}`,
    service: mariadb,
    versions: [{ sequelize: '6.37.8', mysql2: '3.24.6', ...(dialect === 'mariadb' ? { mariadb: '3.5.4' } : {}) }],
    imports: { mysql2: 'mysql2/promise', sequelize: 'sequelize' },
    body: `${PREPARED_MYSQL('sequelize_test')}
    const db = new sequelize.Sequelize({ dialect: '${dialect}', host, port, username: 'root', database: 'sequelize_test', logging: false, pool: { max: 1 } });${SEQUELIZE}`,
    counted: counted('mysql', 'start'),
  });
