/** Compiled where it has no binary for this Node, which takes minutes: only with the long tests. */
import { describe } from 'vitest';
import { describeLibrary } from './library-case.ts';
import { SQLITE_BODY, SQLITE_COUNTED } from './sqlite-body.ts';

const newest = Number(process.versions.node.split('.')[0]) >= 22;

if (process.env['CARPY_TEST_LONG'] !== '1') describe.skip('better-sqlite3: among the long tests', () => {});
else
  await describeLibrary({
    library: 'better-sqlite3',
    versions: newest
      ? [{ 'better-sqlite3': '13.2.0' }, { 'better-sqlite3': '12.11.1' }]
      : [{ 'better-sqlite3': '12.11.1' }, { 'better-sqlite3': '11.10.0' }],
    scripts: ['better-sqlite3'],
    imports: { Database: 'better-sqlite3' },
    body: `
      const answers = [];
      const database = new Database(':memory:');
      ${SQLITE_BODY}
      transaction('transactions', () => {
        const both = database.transaction((names) => names.map((name, at) => database.prepare('insert into users values (?, ?)').run(10 + at, name).changes));
        answers.push(both(['a', 'b']), database.pragma('user_version', { simple: true }), database.prepare('select name from users').pluck().all());
      });
      return answers;`,
    counted: {
      ...SQLITE_COUNTED,
      'transactions.ok': 1,
      'transactions.sqlite_begin.ok': 1,
      'transactions.sqlite_commit.ok': 1,
      'transactions.sqlite_insert_users.ok': 2,
      'transactions.sqlite_pragma.ok': 1,
      'transactions.sqlite_select_users.ok': 1,
    },
  });
