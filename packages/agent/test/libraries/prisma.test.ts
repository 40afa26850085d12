/** Prisma with a driver adapter shows by its driver. Its client is generated for each program: only with the long tests. */
import { describe } from 'vitest';
import { mariadb, postgresql } from '../../../../test-services/index.ts';
import { describeLibrary, type LibraryCase } from './library-case.ts';

const schemaFor = (provider: string): string => `
generator client {
  provider = "prisma-client-js"
  output   = "./client"
}
datasource db {
  provider = "${provider}"
}
model User {
  id    Int    @id
  name  String
  posts Post[]
  @@map("users")
}
model Post {
  id     Int  @id
  userId Int
  user   User @relation(fields: [userId], references: [id])
  @@map("posts")
}
`;

const tablesFor = (provider: string): readonly string[] => {
  const userId = provider === 'postgresql' ? '"userId"' : 'userId';
  return [
    'drop table if exists posts',
    'drop table if exists users',
    'create table users (id int primary key, name varchar(20) not null)',
    `create table posts (id int primary key, ${userId} int not null, foreign key (${userId}) references users (id))`,
  ];
};

/** Needs `connected`, an adapter. */
const BODY = `
      const prisma = new client.PrismaClient({ adapter: connected });
      const answers = [];
      await transaction('models', async () => {
        // Never run: a query asks when somebody waits for it.
        prisma.user.deleteMany();
        answers.push(await prisma.user.createMany({ data: [{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }] }));
        answers.push(await prisma.user.findMany({ where: { id: { gt: 1 } } }));
        answers.push(await prisma.user.updateMany({ where: { id: 1 }, data: { name: 'Al' } }));
        answers.push(Number((await prisma.$queryRaw\`select count(*) as n from users\`)[0].n));
        answers.push(await prisma.post.createMany({ data: { id: 1, userId: 9 } }).catch((e) => [e.code, e instanceof client.Prisma.PrismaClientKnownRequestError]));
      });
      await transaction('relations', async () => {
        await prisma.post.createMany({ data: { id: 1, userId: 1 } });
        answers.push(await prisma.user.findMany({ include: { posts: true }, orderBy: { id: 'asc' } }));
      });
      await transaction('at once', () => Promise.all([prisma.user.count(), prisma.user.findFirst({ where: { id: 2 } })]).then((both) => answers.push(both)));
      await transaction('in one', async () => {
        answers.push(await prisma.$transaction(async (tx) => {
          await tx.post.deleteMany();
          return await tx.user.deleteMany();
        }));
      });
      await prisma.$disconnect();
      return answers;
`;

const counted = (system: string): Record<string, number> => ({
  'models.ok': 1,
  [`models.${system}_insert_users.ok`]: 1,
  [`models.${system}_select_users.ok`]: 2,
  [`models.${system}_update_users.ok`]: 1,
  [`models.${system}_insert_posts.error`]: 1,
  'relations.ok': 1,
  [`relations.${system}_insert_posts.ok`]: 1,
  [`relations.${system}_select_users.ok`]: 1,
  [`relations.${system}_select_posts.ok`]: 1,
  'at_once.ok': 1,
  [`at_once.${system}_select_users.ok`]: 2,
  'in_one.ok': 1,
  [`in_one.${system}_begin.ok`]: 1,
  [`in_one.${system}_delete_posts.ok`]: 1,
  [`in_one.${system}_delete_users.ok`]: 1,
  [`in_one.${system}_commit.ok`]: 1,
});

type Adapter = Pick<LibraryCase, 'library' | 'service' | 'scripts'> & {
  readonly provider: string;
  readonly system: string;
  /** The adapter's package, and versions of the driver. */
  readonly adapter: string;
  readonly driver: Readonly<Record<string, string>>;
  /** What the adapter asks of its own, the first time. */
  readonly besides?: Readonly<Record<string, number>>;
  /** Makes the tables, and `connected`. */
  readonly connect: string;
};

const ADAPTERS: readonly Adapter[] = [
  {
    library: 'prisma on pg',
    service: postgresql,
    provider: 'postgresql',
    system: 'pg',
    adapter: '@prisma/adapter-pg',
    driver: { pg: '8.23.1' },
    connect: `
      const settings = { host, port, user: 'postgres', database: 'postgres' };
      const first = new driver.Client(settings);
      await first.connect();
      for (const table of tables) await first.query(table);
      await first.end();
      const connected = new adapter.PrismaPg(settings);`,
  },
  {
    library: 'prisma on mariadb',
    service: mariadb,
    provider: 'mysql',
    system: 'mysql',
    adapter: '@prisma/adapter-mariadb',
    driver: { mariadb: '3.4.5' },
    // Its version.
    besides: { 'models.mysql_select.ok': 1 },
    connect: `
      const settings = { host, port, user: 'root' };
      const first = await driver.createConnection(settings);
      for (const sql of ['create database if not exists prisma_test', 'use prisma_test', ...tables]) await first.query(sql);
      await first.end();
      const connected = new adapter.PrismaMariaDb({ ...settings, database: 'prisma_test', connectionLimit: 2 });`,
  },
  {
    library: 'prisma on better-sqlite3',
    provider: 'sqlite',
    system: 'sqlite',
    adapter: '@prisma/adapter-better-sqlite3',
    driver: { 'better-sqlite3': '12.11.1' },
    scripts: ['better-sqlite3'],
    connect: `
      const first = new driver('test.db');
      for (const table of tables) first.exec(table);
      first.close();
      const connected = new adapter.PrismaBetterSqlite3({ url: 'file:test.db' });`,
  },
];

if (process.env['CARPY_TEST_LONG'] !== '1') describe.skip('prisma: among the long tests', () => {});
else
  for (const { provider, system, adapter, driver, besides, connect, ...test } of ADAPTERS)
    await describeLibrary({
      ...test,
      versions: [{ '@prisma/client': '7.10.0', prisma: '7.10.0', [adapter]: '7.10.0', ...driver }],
      files: { 'schema.prisma': schemaFor(provider) },
      before: ['prisma/build/index.js', 'generate', '--schema', 'schema.prisma'],
      imports: { client: './client/index.js', adapter, driver: Object.keys(driver)[0] as string },
      namespaces: ['adapter'],
      body: `const tables = ${JSON.stringify(tablesFor(provider))};${connect}${BODY}`,
      counted: { ...counted(system), ...besides },
    });
