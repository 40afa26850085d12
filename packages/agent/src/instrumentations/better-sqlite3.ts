/** better-sqlite3: `sqlite.select.users`. */
import { patchIteratingQuery, patchSyncQuery } from '../calls/sync-query.ts';
import { type Hook, onModule, patchMethod } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=11 <14';

export const betterSqlite3: Instrumentation = {
  name: 'better-sqlite3',
  modules: [{ name: 'better-sqlite3', versions: VERSIONS }],
  enable(hook) {
    const seen = new WeakSet<object>();
    onModule(hook, 'better-sqlite3', VERSIONS, ({ prototype }) => {
      patchSyncQuery(hook, prototype, 'exec', (_self, args) => args[0]);
      patchMethod(hook, prototype, 'prepare', (original) => {
        const statement = original() as object;
        patchStatements(hook, Object.getPrototypeOf(statement), seen);
        return statement;
      });
    });
  },
};

/** The class of statements is to be had from a statement only. */
function patchStatements(hook: Hook, prototype: object, seen: WeakSet<object>): void {
  if (seen.has(prototype)) return;
  seen.add(prototype);
  for (const method of ['run', 'get', 'all']) patchSyncQuery(hook, prototype, method, sqlOf);
  patchIteratingQuery(hook, prototype, 'iterate', sqlOf);
}

const sqlOf = (statement: unknown): unknown => (statement as { readonly source?: unknown }).source;
