/** node:sqlite, from Node 22.13 on: `sqlite.select.users`. */
import { patchIteratingQuery, patchSyncQuery } from '../calls/sync-query.ts';
import type { Instrumentation } from './instrumentation.ts';

interface Sqlite {
  readonly DatabaseSync: { readonly prototype: object };
  readonly StatementSync: { readonly prototype: object };
}

export const nodeSqlite: Instrumentation = {
  name: 'node-sqlite',
  enable(hook) {
    const sqlite = loadQuietly();
    if (sqlite === undefined) return;
    patchSyncQuery(hook, sqlite.DatabaseSync.prototype, 'exec', (_self, args) => args[0]);
    const { prototype } = sqlite.StatementSync;
    for (const method of ['run', 'get', 'all']) patchSyncQuery(hook, prototype, method, sqlOf);
    patchIteratingQuery(hook, prototype, 'iterate', sqlOf);
  },
};

const sqlOf = (statement: unknown): unknown => (statement as { readonly sourceSQL?: unknown }).sourceSQL;

/**
 * Node tells nobody that a built-in module is loaded, so this one is loaded here. Its warning that it is experimental is held back: an
 * application that does not use it would wonder.
 */
function loadQuietly(): Sqlite | undefined {
  const { emitWarning } = process;
  const silent = (): void => {};
  process.emitWarning = silent;
  try {
    return process.getBuiltinModule?.('node:sqlite' as never) as unknown as Sqlite | undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
