/** Queries of the two MySQL drivers: `connection.query(sql, values?, callback?)`, which answers a command object that emits. */
import { type EventEmitter, errorMonitor } from 'node:events';
import type { FunctionCall } from '../api.ts';
import { type Hook, type Observer, patchMethod } from '../hooks/index.ts';
import { callbackAt, callOriginal, callScope, endingCallback, startCall, withArgument } from './library-call.ts';
import type { SqlNames } from './sql-name.ts';

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/** An object with the statement; a command made before, by a pool, has its callback in a property. */
type Command = { readonly sql?: unknown } & Record<string, unknown>;

/** `callbackKey`: the property of a ready-made command that holds its callback. */
export function patchQuery(hook: Hook, object: unknown, method: string, names: SqlNames, callbackKey: string): void {
  const observer: Observer = (original, args) => {
    const scope = callScope(hook);
    if (scope === undefined) return original();
    const given = args[0];
    const command = typeof given === 'object' && given !== null ? (given as Command) : undefined;
    const call = startCall(hook, scope, names.of(command === undefined ? given : command.sql));
    const at = callbackAt(args);
    if (at >= 0)
      return callOriginal(call, original, withArgument(args, at, endingCallback(call, scope, args[at] as Callback)));
    if (typeof command?.[callbackKey] === 'function') {
      command[callbackKey] = endingCallback(call, scope, command[callbackKey] as Callback);
      return callOriginal(call, original, args);
    }
    return endingEvents(call, callOriginal(call, original, args));
  };
  patchMethod(hook, object, method, observer);
}

/**
 * Ends with a command or a stream: it emits `error`, if so, and then `end`, which brings the error in some libraries, or only `close` when
 * nobody wants the rest, which is no error. Watching errors does not handle them.
 */
export function endingEvents(call: FunctionCall | undefined, command: unknown): unknown {
  const emitter = command as EventEmitter;
  const end = (error?: unknown): void => call?.end(error ?? undefined);
  emitter.once(errorMonitor, (error) => call?.end(isAbort(error) ? undefined : (error ?? true)));
  emitter.once('end', end);
  emitter.once('close', end);
  return command;
}

/** What a stream is destroyed with by a loop over it that was left. */
const isAbort = (error: unknown): boolean => (error as { readonly code?: unknown } | undefined)?.code === 'ABORT_ERR';
