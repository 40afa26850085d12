import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SqlNames } from '../src/calls/sql-name.ts';

const nameOf = (sql: unknown, dialect: 'mysql' | 'standard' = 'standard'): string =>
  new SqlNames('db', dialect).of(sql);

describe('names of statements', () => {
  it.each([
    ['SELECT * FROM users', 'select.users'],
    ['  select 1', 'select'],
    ['select id\n  from public."Order Items" o where id = $1', 'select.Order Items'],
    ['SELECT a.b FROM shop.orders AS a', 'select.orders'],
    ['select extract(year from placed) from orders', 'select.orders'],
    ["select trim(both 'x' from name), (select max(id) from other) from users", 'select.users'],
    ['select a is distinct from b from pairs', 'select.pairs'],
    ['select * from (select * from inner_table) x', 'select.inner_table'],
    ['select * from ((users join orders using (id)))', 'select.users'],
    ['(select * from a) union (select * from b)', 'select.a'],
    ['select * from lateral f(1)', 'select.f'],
    ['select 1; select * from secrets', 'select'],
    ['select exists (select 1 from users)', 'select'],
    ['with recent as (select * from orders where x) select * from recent join users', 'select.recent'],
    ['with x as (delete from old returning *) insert into archive select * from x', 'insert.archive'],
    ['insert into users (name) values (?)', 'insert.users'],
    ['INSERT OR REPLACE INTO kv VALUES (1)', 'insert.kv'],
    ['replace into kv values (1)', 'replace.kv'],
    ['update only users set x = 1', 'update.users'],
    ['UPDATE OR IGNORE users SET x = 1', 'update.users'],
    ['delete from users where id = 7', 'delete.users'],
    ['merge into stock using deliveries on true', 'merge.stock'],
    ['truncate table logs', 'truncate.logs'],
    ['create table if not exists users (id int)', 'create.users'],
    ['create temporary table scratch (id int)', 'create.scratch'],
    ['create index users_name on users (name)', 'create'],
    ['drop table if exists a, b', 'drop.a'],
    ['alter table only users add x int', 'alter.users'],
    ['call refresh(1)', 'call.refresh'],
    ['begin', 'begin'],
    ['COMMIT;', 'commit'],
    ["set application_name = 'x'", 'set'],
    ['-- a comment\n/* and another */ select * from t', 'select.t'],
    ["select 'from x' from t", 'select.t'],
    ["select 'it''s from x' from t", 'select.t'],
    ["select E'it\\'s from x' from t", 'select.t'],
    ["select 'a\\' from t", 'select.t'],
    ['select $$ from x $$, $q$ from y $q$ from t where a = $1', 'select.t'],
    ['select tags[1], array[1,2] from t', 'select.t'],
    ['select * from [Order Details]', 'select.Order Details'],
    ['select * from größen', 'select.größen'],
    ['select * from "never closed', 'select'],
    ["select * from 'a string'", 'select'],
    ['select * from ?', 'select'],
    ['select * from $1', 'select'],
    ['', 'query'],
    ['hunter2 is my password', 'query'],
    ['with broken', 'query'],
    [undefined, 'query'],
  ])('%j is %s', (sql, name) => {
    expect(nameOf(sql)).toBe(`db.${name}`);
  });

  it.each([
    ['select `a`.`b` from `my users` where x = "from y"', 'select.my users'],
    ['select "it\\"s from x" from t', 'select.t'],
    ["select 'it\\'s from x' from t", 'select.t'],
    ['# comment from x\nselect * from t', 'select.t'],
    ['insert low_priority ignore t values (1)', 'insert.t'],
    ["select _utf8'from x' from t", 'select.t'],
    ['delete t1 from t1 join t2', 'delete.t1'],
    ['select * from "a string"', 'select'],
  ])("MySQL's %j is %s", (sql, name) => {
    expect(nameOf(sql, 'mysql')).toBe(`db.${name}`);
  });

  it('looks at the beginning of a statement only', () => {
    expect(nameOf(`select ${'a, '.repeat(10_000)} b from users`)).toBe('db.select');
    expect(nameOf(`select * from ${'u'.repeat(10_000)}`)).toBe('db.select');
  });

  it('holds for a remembered statement and after many others', () => {
    const names = new SqlNames('db', 'standard');
    for (let i = 0; i < 1_000; i++) expect(names.of(`select ${i} from t${i % 7}`)).toBe(`db.select.t${i % 7}`);
    expect(names.of('select 0 from t0')).toBe('db.select.t0');
    expect(names.of('select 0 from t0')).toBe('db.select.t0');
  });

  it('answers for any text, with a name that is in it', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'select',
        'from',
        'with',
        '(',
        ')',
        "'",
        '"',
        '`',
        '[',
        '$',
        '$x$',
        '--',
        '/*',
        '*/',
        '.',
        ';',
        '\\',
        'e',
        '#',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('mysql' as const, 'standard' as const), (pieces, dialect) => {
        const sql = pieces.join(' ');
        const name = nameOf(sql, dialect);
        const [, operation, ...table] = name.split('.');
        expect(operation === 'query' || sql.toLowerCase().includes(operation as string)).toBe(true);
        expect(sql).toContain(table.join('.'));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never names what is in a string', () => {
    const quoted = fc.string().map((text) => `'secret ${text.replaceAll("'", "''").replaceAll('\\', '')} from secret'`);
    fc.assert(
      fc.property(quoted, fc.constantFrom('mysql' as const, 'standard' as const), (value, dialect) => {
        for (const sql of [
          `select ${value} from t`,
          `select * from t where a = ${value}`,
          `insert into t values (${value})`,
        ])
          expect(nameOf(sql, dialect)).toMatch(/^db\.(select|insert)\.t$/);
      }),
    );
  });
});
