/**
 * Statements of MariaDB's own driver, by its promises and by its callbacks: `mysql.select.users`, as the other drivers of MySQL. A stream
 * is timed to its end.
 *
 * Hot: once a statement.
 */
import { type Hook, type Observer, patchMethod } from '../hooks/index.ts';
import { endingEvents } from './command-call.ts';
import {
  callOriginal,
  callScope,
  endingCallback,
  endingPromise,
  keepContext,
  startCall,
  withArgument,
} from './library-call.ts';
import { SqlNames } from './sql-name.ts';

type StatementOf = (args: ArrayLike<unknown>) => unknown;

const names = new SqlNames('mysql', 'mysql');

/** A statement, or an object with it and its settings. */
const textOf: StatementOf = ({ 0: given }) =>
  typeof given === 'object' && given !== null ? (given as { readonly sql?: unknown }).sql : given;

const begin: StatementOf = () => 'BEGIN';
const commit: StatementOf = () => 'COMMIT';
const rollback: StatementOf = () => 'ROLLBACK';

/** Of a connection, or of a pool, that answers promises. */
export function timePromises(hook: Hook, prototype: object): void {
  const time = (method: string, statementOf: StatementOf): void => {
    patchMethod(hook, prototype, method, (original, args) => {
      const scope = callScope(hook);
      const call = scope && startCall(hook, scope, names.of(statementOf(args)));
      return call === undefined ? original() : endingPromise(call, callOriginal(call, original, args));
    });
  };
  for (const method of ['query', 'execute', 'batch']) time(method, textOf);
  time('beginTransaction', begin);
  time('commit', commit);
  time('rollback', rollback);
  patchMethod(hook, prototype, 'queryStream', emitting(hook));
}

/** Methods of which only the callback matters. */
const CALLING_BACK = ['getConnection', 'changeUser', 'prepare', 'importFile', 'ping', 'reset', 'end'] as const;

/** Of a connection, or of a pool, that takes callbacks. */
export function timeCallbacks(hook: Hook, prototype: object): void {
  // A connection's query without a callback answers an emitter; a pool's answers nothing.
  const isConnection = 'commit' in prototype;
  patchMethod(hook, prototype, 'query', callingBack(hook, askedText, 2, isConnection ? emitting(hook) : undefined));
  for (const method of ['execute', 'batch']) patchMethod(hook, prototype, method, callingBack(hook, textOf, 2));
  patchMethod(hook, prototype, 'commit', callingBack(hook, commit, 0));
  patchMethod(hook, prototype, 'rollback', callingBack(hook, rollback, 0));
  patchMethod(hook, prototype, 'queryStream', emitting(hook));
  for (const method of CALLING_BACK) keepContext(hook, prototype, method);
}

/** `beginTransaction` asks by `query`, with null for values. */
const askedText: StatementOf = (args) => (args[0] === 'START TRANSACTION' && args[1] === null ? 'BEGIN' : textOf(args));

/** `last`: where the callback is when nothing is left out. `without`: what observes a call that has none. */
function callingBack(hook: Hook, statementOf: StatementOf, last: number, without?: Observer): Observer {
  return (original, args, self) => {
    const at = typeof args[1] === 'function' ? 1 : last;
    const callback = args[at] ?? nothing;
    if (callback === nothing && without !== undefined) return without(original, args, self);
    const scope = typeof callback === 'function' ? callScope(hook) : undefined;
    if (scope === undefined) return original();
    const call = startCall(hook, scope, names.of(statementOf(args)));
    const passed = withArgument(args, at, endingCallback(call, scope, callback as typeof nothing));
    return callOriginal(call, original, passed);
  };
}

/** Stands for a callback that is left out. */
const nothing = (): void => {};

/** What answers a stream, or a command that emits. */
function emitting(hook: Hook): Observer {
  return (original, args) => {
    const scope = callScope(hook);
    if (scope === undefined) return original();
    const call = startCall(hook, scope, names.of(askedText(args)));
    return endingEvents(call, callOriginal(call, original, args));
  };
}
