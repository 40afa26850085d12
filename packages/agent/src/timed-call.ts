/**
 * Calls a function and times it. Whatever happens in here, the function is called exactly once and its result or error goes on
 * unchanged; only a native promise is replaced by one that settles the same way just after it, since handlers on the original would
 * hide its unhandled rejection.
 *
 * Hot: `callFunction` runs once a timed call (bench/agent). A synchronous call allocates nothing.
 */
import { types } from 'node:util';
import { currentScope, Scope, storage } from './context.ts';
import type { Counts } from './counts.ts';
import { type FunctionNode, RETURNS_PROMISE, RETURNS_UNKNOWN, RETURNS_VALUE } from './name-tree.ts';
import type { RunningTransaction } from './running-transaction.ts';
import { settling } from './settling.ts';

type Callable<T> = (...args: never[]) => T;

/** `fn` as a function of the running transaction. */
export function callFunction<T>(
  counts: Counts,
  name: string,
  fn: Callable<T>,
  self: unknown,
  args: ArrayLike<unknown>,
): T {
  const scope = currentScope();
  if (scope === undefined || scope.transaction.ended) {
    counts.functionsOutside++;
    return Reflect.apply(fn, self, args);
  }
  const node = childOf(counts, scope, name);
  if (node === undefined) return Reflect.apply(fn, self, args);
  const { transaction } = scope;
  const startMs = transaction.session.now();
  if (node.depth === 1) transaction.childStarted(startMs);
  const call = transaction.callStarted(node, scope.call, startMs);
  return node.returns === RETURNS_VALUE && !isAsyncFunction(fn)
    ? callInPlace(scope, node, startMs, call, fn, self, args)
    : callInScope(scope, node, startMs, call, fn, self, args);
}

/** Reflect.apply; what is given to `time` has no arguments and is called quicker by itself. */
function invoke<T>(fn: Callable<T>, self: unknown, args: ArrayLike<unknown>): T {
  return self === undefined && args.length === 0 ? (fn as () => T)() : Reflect.apply(fn, self, args);
}

/** The node of a call in `scope`; undefined when it is not to be timed. Never throws. */
export function childOf(counts: Counts, scope: Scope, name: string): FunctionNode | undefined {
  try {
    return scope.node.child(name);
  } catch {
    // A name that is no string.
    counts.internalErrors++;
    return undefined;
  }
}

/** For functions that only ever returned values: moves the entry's node, and back (to the new root, if the call renamed the transaction). */
function callInPlace<T>(
  scope: Scope,
  node: FunctionNode,
  startMs: number,
  call: number,
  fn: Callable<T>,
  self: unknown,
  args: ArrayLike<unknown>,
): T {
  const { transaction, node: above, call: callAbove } = scope;
  scope.node = node;
  scope.call = call;
  let result: T;
  try {
    result = invoke(fn, self, args);
  } catch (error) {
    scope.node = above.parent === undefined ? transaction.root : above;
    scope.call = callAbove;
    endFunction(transaction, node, startMs, call, true);
    throw error;
  }
  scope.node = above.parent === undefined ? transaction.root : above;
  scope.call = callAbove;
  if (isPromise(result)) {
    node.returns = RETURNS_PROMISE;
    if (isPlain(result)) return settleFunction(result, transaction, node, startMs, call) as T;
  }
  endFunction(transaction, node, startMs, call, false);
  return result;
}

/** For functions that may return a promise: a store entry of their own. */
function callInScope<T>(
  above: Scope,
  node: FunctionNode,
  startMs: number,
  call: number,
  fn: Callable<T>,
  self: unknown,
  args: ArrayLike<unknown>,
): T {
  const { transaction } = above;
  let result: T;
  // By hand, since `run` asks for the store that is known here, and needs a closure.
  const scope = new Scope(transaction, node, call);
  storage.enterWith(scope);
  try {
    result = invoke(fn, self, args);
  } catch (error) {
    storage.enterWith(above);
    scope.over = above;
    endFunction(transaction, node, startMs, call, true);
    throw error;
  }
  storage.enterWith(above);
  if (isPromise(result)) {
    node.returns = RETURNS_PROMISE;
    if (isPlain(result)) return settleFunction(result, transaction, node, startMs, call) as T;
  } else {
    scope.over = above;
    if (node.returns === RETURNS_UNKNOWN) node.returns = RETURNS_VALUE;
  }
  endFunction(transaction, node, startMs, call, false);
  return result;
}

function settleFunction<T>(
  promise: Promise<T>,
  transaction: RunningTransaction,
  node: FunctionNode,
  startMs: number,
  call: number,
): Promise<T> {
  return settling(
    promise,
    (value) => {
      endFunction(transaction, node, startMs, call, false);
      return value;
    },
    (error) => {
      endFunction(transaction, node, startMs, call, true);
      throw error;
    },
  );
}

/** Records the end of a call. Never throws. */
export function endFunction(
  transaction: RunningTransaction,
  node: FunctionNode,
  startMs: number,
  call: number,
  failed: boolean,
): void {
  const endMs = transaction.session.now();
  if (node.depth === 1) transaction.childEnded(endMs);
  try {
    transaction.record(node, endMs - startMs, failed, call);
  } catch {
    transaction.session.counts.internalErrors++;
  }
}

/** `fn` as a transaction that was started for it. */
export function callTransaction<T>(
  transaction: RunningTransaction,
  fn: Callable<T>,
  self: unknown,
  args: ArrayLike<unknown>,
): T {
  let result: T;
  try {
    result = storage.run(transaction.scope, () => Reflect.apply(fn, self, args));
  } catch (error) {
    transaction.setError(error);
    transaction.end();
    throw error;
  }
  if (isPlainPromise(result)) return settleTransaction(result, transaction) as T;
  transaction.end();
  return result;
}

function settleTransaction<T>(promise: Promise<T>, transaction: RunningTransaction): Promise<T> {
  return settling(
    promise,
    (value) => {
      transaction.end();
      return value;
    },
    (error) => {
      transaction.setError(error);
      transaction.end();
      throw error;
    },
  );
}

/** A native promise, of whatever realm (Jest runs tests in one of their own). Reads no property: a query builder's `then` is left alone. */
function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && types.isPromise(value);
}

/**
 * A promise that nobody would tell from another. One with properties of its own, or of a subclass, is given back as it is, and its
 * call is timed until it returned.
 */
function isPlain(promise: Promise<unknown>): boolean {
  const prototype = Object.getPrototypeOf(promise);
  return (prototype === Promise.prototype || isOtherPromisePrototype(prototype)) && Object.keys(promise).length === 0;
}

/** True one step below the end of the chain: the Promise.prototype of another realm, but no subclass's. */
function isOtherPromisePrototype(prototype: object | null): boolean {
  const above = prototype === null ? null : Object.getPrototypeOf(prototype);
  return above !== null && Object.getPrototypeOf(above) === null;
}

/** A promise that may be replaced by one that settles the same way. */
export const isPlainPromise = (value: unknown): value is Promise<unknown> => isPromise(value) && isPlain(value);

const AsyncFunctionPrototype: object = Object.getPrototypeOf(async () => {});

const isAsyncFunction = (fn: unknown): boolean => Object.getPrototypeOf(fn) === AsyncFunctionPrototype;
