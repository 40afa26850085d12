/** Query builders and mappers show by their drivers, and stay as lazy as they are. */
import { mariadb, postgresql } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

const KNEX = `
    await db.schema.dropTableIfExists('users');
    await db.schema.createTable('users', (table) => { table.integer('id').primary(); table.string('name', 20); });
    const answers = [];
    await transaction('builders', async () => {
      // Never run: a builder asks when somebody waits for it.
      const builder = db('users').where({ id: 3 }).delete();
      await db('users').insert([{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }, { id: 3, name: 'Cid' }]);
      answers.push(await db('users').where('id', '>', 1).orderBy('id'), typeof builder.then);
      answers.push(await db('nowhere').catch((e) => e.code));
    });
    await transaction('transactions', async () => {
      answers.push(await db.transaction(async (trx) => await trx('users').where({ id: 1 }).update({ name: 'Al' })));
      const streamed = [];
      for await (const row of db('users').orderBy('id').stream()) streamed.push(row.name);
      answers.push(streamed);
    });
    await db.destroy();
    return answers;
`;

const knexCounted = (system: string, begin: string): Record<string, number> => ({
  'builders.ok': 1,
  [`builders.${system}_insert_users.ok`]: 1,
  [`builders.${system}_select_users.ok`]: 1,
  [`builders.${system}_select_nowhere.error`]: 1,
  'transactions.ok': 1,
  [`transactions.${system}_${begin}.ok`]: 1,
  [`transactions.${system}_update_users.ok`]: 1,
  [`transactions.${system}_commit.ok`]: 1,
  [`transactions.${system}_select_users.ok`]: 1,
});

await describeLibrary({
  library: 'knex on pg',
  service: postgresql,
  versions: [
    { knex: '3.3.0', pg: '8.23.1', 'pg-query-stream': '4.17.0' },
    { knex: '2.5.1', pg: '8.11.5', 'pg-query-stream': '4.5.5' },
  ],
  imports: { knex: 'knex' },
  body: `const db = knex({ client: 'pg', connection: { host, port, user: 'postgres', database: 'postgres' }, pool: { min: 0, max: 2 } });${KNEX}`,
  counted: knexCounted('pg', 'begin'),
});

await describeLibrary({
  library: 'knex on mysql2',
  service: mariadb,
  versions: [{ knex: '3.3.0', mysql2: '3.24.6' }],
  imports: { knex: 'knex' },
  body: `const root = knex({ client: 'mysql2', connection: { host, port, user: 'root' } });
    await root.raw('create database if not exists knex_test');
    await root.destroy();
    const db = knex({ client: 'mysql2', connection: { host, port, user: 'root', database: 'knex_test' }, pool: { min: 0, max: 2 } });${KNEX}`,
  counted: knexCounted('mysql', 'begin'),
});

/** What can't be prepared is never run. */
const { 'builders.sqlite_select_nowhere.error': _, ...sqliteCounted } = knexCounted('sqlite', 'begin');

// Compiled where it has no binary for this Node, which takes minutes.
if (process.env['CARPY_TEST_LONG'] === '1')
  await describeLibrary({
    library: 'knex on better-sqlite3',
    versions: [{ knex: '3.3.0', 'better-sqlite3': '12.11.1' }],
    scripts: ['better-sqlite3'],
    imports: { knex: 'knex' },
    body: `const db = knex({ client: 'better-sqlite3', connection: ':memory:', useNullAsDefault: true });${KNEX}`,
    counted: sqliteCounted,
  });

/** Needs `settings`. */
const TYPEORM = `
    const User = new typeorm.EntitySchema({ name: 'User', tableName: 'users', columns: { id: { type: Number, primary: true }, name: { type: String } } });
    const source = new typeorm.DataSource({ ...settings, host, port, synchronize: true, dropSchema: true, entities: [User] });
    await source.initialize();
    const users = source.getRepository(User);
    const answers = [];
    await transaction('repository', async () => {
      await users.insert({ id: 1, name: 'Ann' });
      answers.push(await users.findOneBy({ id: 1 }));
      answers.push(await users.createQueryBuilder('u').where('u.id = :id', { id: 1 }).getCount());
      answers.push(await source.query('select * from nowhere').catch((e) => [e.name, e.code]));
    });
    await source.destroy();
    return answers;
`;

const typeormCounted = (system: string): Record<string, number> => ({
  'repository.ok': 1,
  [`repository.${system}_insert_users.ok`]: 1,
  [`repository.${system}_select_users.ok`]: 2,
  [`repository.${system}_select_nowhere.error`]: 1,
});

await describeLibrary({
  library: 'typeorm on pg',
  service: postgresql,
  versions: [{ typeorm: '1.1.1', pg: '8.23.1', 'reflect-metadata': '0.2.2' }],
  imports: { typeorm: 'typeorm' },
  body: `const settings = { type: 'postgres', username: 'postgres', database: 'postgres' };${TYPEORM}`,
  counted: typeormCounted('pg'),
});

await describeLibrary({
  library: 'typeorm on mysql2',
  service: mariadb,
  versions: [{ typeorm: '1.1.1', mysql2: '3.24.6', 'reflect-metadata': '0.2.2' }],
  imports: { typeorm: 'typeorm', driver: 'mysql2/promise' },
  body: `const first = await driver.createConnection({ host, port, user: 'root' });
    await first.query('create database if not exists typeorm_test');
    await first.end();
    const settings = { type: 'mysql', username: 'root', database: 'typeorm_test' };${TYPEORM}`,
  counted: typeormCounted('mysql'),
});
