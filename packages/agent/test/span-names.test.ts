import { expect, it } from 'vitest';
import type { SpanLike } from '../src/otel/span.ts';
import { functionNameOf } from '../src/otel/span-names.ts';

/** A call of a client, as drivers' instrumentations make it. */
const call = (name: string, attributes: Record<string, string>): SpanLike =>
  ({ name, kind: 2, attributes }) as unknown as SpanLike;

it.each([
  [
    'pg.query:SELECT shop',
    { 'db.system': 'postgresql', 'db.statement': 'select * from "carts" where id = $1' },
    'postgresql.select.carts',
  ],
  ['SELECT', { 'db.system': 'mysql', 'db.statement': 'UPDATE `carts` SET name = ?' }, 'mysql.update.carts'],
  [
    'SELECT',
    { 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT', 'db.query.text': 'select 1 from carts' },
    'postgresql.select.carts',
  ],
  [
    'SELECT carts',
    { 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT', 'db.collection.name': 'carts' },
    'postgresql.select.carts',
  ],
  ['mongodb.find', { 'db.system': 'mongodb', 'db.operation': 'find', 'db.statement': '{"name":"?"}' }, 'mongodb.find'],
  ['replace', { 'db.system': 'memcached', 'db.statement': 'replace secret' }, 'replace'],
  ['redis-GET', { 'db.system': 'redis', 'db.statement': 'GET secret' }, 'redis-GET'],
  ['pg.query:', { 'db.system': 'postgresql', 'db.statement': 'nonsense' }, 'pg.query:'],
])('%s %j is %s', (name, attributes, want) => expect(functionNameOf(call(name, attributes))).toBe(want));
