/** Statements of the two SQLite drivers, which answer at once. */
import { type Hook, patchMethod } from '../hooks/index.ts';
import { inertFunction } from '../inert.ts';
import { timeIterator } from '../iterators.ts';
import { callOriginal, callScope, startCall } from './library-call.ts';
import { SqlNames } from './sql-name.ts';

const names = new SqlNames('sqlite', 'standard');

/** Times a method; `sqlOf` says which statement it runs. */
export function patchSyncQuery(
  hook: Hook,
  object: unknown,
  method: string,
  sqlOf: (self: unknown, args: ArrayLike<unknown>) => unknown,
): void {
  patchMethod(hook, object, method, (original, args, self) => {
    const scope = callScope(hook);
    const call = scope && startCall(hook, scope, names.of(sqlOf(self, args)));
    const result = callOriginal(call, original, args);
    call?.end();
    return result;
  });
}

/** Times what a method's iterator reads, from its first row to its last, or until its reader leaves. */
export function patchIteratingQuery(
  hook: Hook,
  object: unknown,
  method: string,
  sqlOf: (self: unknown) => unknown,
): void {
  patchMethod(hook, object, method, (original, _args, self) => {
    const rows = original() as object;
    const scope = callScope(hook);
    if (scope !== undefined) timeIterator(rows, () => startCall(hook, scope, names.of(sqlOf(self))) ?? inertFunction);
    return rows;
  });
}
