/**
 * One call into a library, from its start to its outcome, as a function of the transaction in which it was made.
 *
 * Hot: once a query, command or request.
 */
import type { FunctionCall } from '../api.ts';
import { currentScope, type Scope, storage } from '../context.ts';
import { type Hook, patchMethod } from '../hooks/index.ts';
import { RunningFunction } from '../running-function.ts';
import { settling } from '../settling.ts';
import { childOf, isPlainPromise } from '../timed-call.ts';

/** Where a call is made; undefined outside of any transaction, where it is not timed. */
export function callScope(hook: Hook): Scope | undefined {
  const scope = currentScope();
  if (scope !== undefined && !scope.transaction.ended) return scope;
  hook.host.counts.functionsOutside++;
  return undefined;
}

/** The call, to be ended by `end`; undefined when it is not to be timed. */
export function startCall(hook: Hook, scope: Scope, name: string): FunctionCall | undefined {
  const node = childOf(hook.host.counts, scope, name);
  return node === undefined ? undefined : new RunningFunction(scope.transaction, node, scope.call);
}

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/**
 * A callback `(error, …)` that ends the call, and then runs `callback` in the context of the call: drivers call back from their socket,
 * which was opened in some other transaction, or in none.
 */
export function endingCallback(call: FunctionCall | undefined, scope: Scope, callback: Callback): Callback {
  return function (this: unknown, ...args) {
    call?.end(args[0] || undefined);
    return storage.run(scope, () => Reflect.apply(callback, this, args));
  };
}

/**
 * Ends the call when the promise settles, and answers a promise that settles the same way just after it: handlers on the original would
 * hide its unhandled rejection. What is no plain native promise is answered as it is, and ends the call at once. `failureOf` sees in a
 * value that the call failed all the same.
 */
export function endingPromise(
  call: FunctionCall,
  result: unknown,
  failureOf: (value: unknown) => unknown = noFailure,
): unknown {
  if (isPlainPromise(result)) return settle(call, result, failureOf);
  call.end();
  return result;
}

const noFailure = (): undefined => undefined;

function settle<T>(call: FunctionCall, promise: Promise<T>, failureOf: (value: T) => unknown): Promise<T> {
  return settling(
    promise,
    (value) => {
      let failure: unknown;
      try {
        failure = failureOf(value);
      } catch {
        // A value of another shape than we know.
      }
      call.end(failure);
      return value;
    },
    (error) => {
      call.end(error ?? true);
      throw error;
    },
  );
}

/** Calls the original; what it throws ends the call too. */
export function callOriginal(
  call: FunctionCall | undefined,
  original: (args?: ArrayLike<unknown>) => unknown,
  args: ArrayLike<unknown>,
): unknown {
  try {
    return original(args);
  } catch (error) {
    call?.end(error ?? true);
    throw error;
  }
}

/** Arguments with another one at `at`. */
export function withArgument(args: ArrayLike<unknown>, at: number, value: unknown): unknown[] {
  const copy = Array.from(args);
  copy[at] = value;
  return copy;
}

/** Where the callback is: the last function among the arguments; -1 without one. */
export function callbackAt(args: ArrayLike<unknown>): number {
  for (let at = args.length - 1; at >= 0; at--) if (typeof args[at] === 'function') return at;
  return -1;
}

/**
 * Has a method that opens a connection do so outside of any transaction: the connection serves many others, what it asks the server when
 * it greets it is nobody's, and its handlers would hold the transaction for as long as it is open. A callback runs where the call was made.
 */
export function connectOutside(hook: Hook, object: unknown, method: string): void {
  patchMethod(hook, object, method, (call, args) => {
    const scope = storage.getStore();
    if (scope === undefined) return call();
    const at = callbackAt(args);
    const passed = at < 0 ? args : withArgument(args, at, endingCallback(undefined, scope, args[at] as Callback));
    return storage.exit(() => call(passed));
  });
}

/** Has a method call its callback where it was called: for pools, that call back when somebody else gave a connection back. */
export function keepContext(hook: Hook, object: unknown, method: string): void {
  patchMethod(hook, object, method, (call, args) => {
    const at = callbackAt(args);
    const scope = storage.getStore();
    if (at < 0 || scope === undefined) return call();
    return call(withArgument(args, at, endingCallback(undefined, scope, args[at] as Callback)));
  });
}
