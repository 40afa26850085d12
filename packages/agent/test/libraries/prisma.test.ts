/** Prisma with a driver adapter shows by its driver. Its client is generated for each program: only with the long tests. */
import { describe } from 'vitest';
import { postgresql } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

const SCHEMA = `
generator client {
  provider = "prisma-client-js"
  output   = "./client"
}
datasource db {
  provider = "postgresql"
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

if (process.env['CARPY_TEST_LONG'] !== '1') describe.skip('prisma: among the long tests', () => {});
else
  await describeLibrary({
    library: 'prisma on pg',
    service: postgresql,
    versions: [
      {
        '@prisma/client': '7.10.0',
        prisma: '7.10.0',
        '@prisma/adapter-pg': '7.10.0',
        pg: '8.23.1',
      },
    ],
    files: { 'schema.prisma': SCHEMA },
    before: ['prisma/build/index.js', 'generate', '--schema', 'schema.prisma'],
    imports: { client: './client/index.js', adapter: '@prisma/adapter-pg', pg: 'pg' },
    namespaces: ['adapter'],
    body: `
      const settings = { host, port, user: 'postgres', database: 'postgres' };
      const first = new pg.Client(settings);
      await first.connect();
      await first.query('drop table if exists posts; drop table if exists users; create table users (id int primary key, name text not null); create table posts (id int primary key, "userId" int not null references users (id))');
      await first.end();
      const prisma = new client.PrismaClient({ adapter: new adapter.PrismaPg(settings) });
      const answers = [];
      await transaction('models', async () => {
        // Never run: a query asks when somebody waits for it.
        prisma.user.deleteMany();
        answers.push(await prisma.user.createMany({ data: [{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }] }));
        answers.push(await prisma.user.findMany({ where: { id: { gt: 1 } } }));
        answers.push(await prisma.user.updateMany({ where: { id: 1 }, data: { name: 'Al' } }));
        answers.push(await prisma.$queryRaw\`select count(*)::int as n from users\`);
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
    `,
    counted: {
      'models.ok': 1,
      'models.pg_insert_users.ok': 1,
      'models.pg_select_users.ok': 2,
      'models.pg_update_users.ok': 1,
      'models.pg_insert_posts.error': 1,
      'relations.ok': 1,
      'relations.pg_insert_posts.ok': 1,
      'relations.pg_select_users.ok': 1,
      'relations.pg_select_posts.ok': 1,
      'at_once.ok': 1,
      'at_once.pg_select_users.ok': 2,
      'in_one.ok': 1,
      'in_one.pg_begin.ok': 1,
      'in_one.pg_delete_posts.ok': 1,
      'in_one.pg_delete_users.ok': 1,
      'in_one.pg_commit.ok': 1,
    },
  });
