/**
 * Replaces a method of somebody's object by one that observes it. The replacement keeps name, length, properties, `this`, results and
 * errors, and calls the original exactly once, whatever happens in the observer.
 */
import { type Scope, storage } from '../context.ts';
import { standIn } from '../wrapping.ts';
import type { Hook } from './hook.ts';

type Callable = (...args: never[]) => unknown;

/**
 * Calls `call` once and returns its result, or another that the caller can't tell from it. `call` takes the arguments to pass on,
 * by default those that came; what it throws is the original's own error and is to be let through.
 */
export type Observer<S = unknown> = (
  call: (args?: ArrayLike<unknown>) => unknown,
  args: ArrayLike<unknown>,
  self: S,
) => unknown;

/** `fn`, observed. */
export function observed<F extends Callable>(hook: Hook, fn: F, observer: Observer<never>): F {
  return standIn(fn, (original, self, args) =>
    hook.active ? callObserved(hook, original, self, args, observer) : Reflect.apply(original, self, args),
  );
}

/** Replaces `object[name]`; false when there is no such method. Patching twice observes once. */
export function patchMethod<S = unknown>(
  hook: Hook,
  object: unknown,
  name: PropertyKey,
  observer: Observer<S>,
): boolean {
  return replaceMethod(hook, object, name, (original) => observed(hook, original, observer as Observer<never>));
}

/** As `patchMethod`, for what only looks at a call before it is made, or puts another argument into `args`. */
export function patchBefore<S = unknown>(hook: Hook, object: unknown, name: PropertyKey, before: Before<S>): boolean {
  return replaceMethod(hook, object, name, (method) => seenBefore(hook, method, before as Before));
}

type Before<S = unknown> = (args: ArrayLike<unknown>, self: S) => void;

/** `fn`, with `before` called ahead of each call: no closure a call. */
function seenBefore<F extends Callable>(hook: Hook, fn: F, before: Before): F {
  return standIn(fn, (original, self, args) => {
    if (hook.active) {
      try {
        before(args, self);
      } catch (error) {
        hook.fault(error);
      }
    }
    return Reflect.apply(original, self, args);
  });
}

/** Has calls run in the context that `scopeOf` answers; undefined: in the one they come in. */
export function patchContext<S = unknown>(
  hook: Hook,
  object: unknown,
  name: PropertyKey,
  scopeOf: (args: ArrayLike<unknown>, self: S) => Scope | undefined,
): boolean {
  return replaceMethod(hook, object, name, (method) =>
    standIn(method, (original, self, args) => {
      let scope: Scope | undefined;
      if (hook.active) {
        try {
          scope = scopeOf(args, self as S);
        } catch (error) {
          hook.fault(error);
        }
      }
      return scope === undefined
        ? Reflect.apply(original, self, args)
        : storage.run(scope, () => Reflect.apply(original, self, args));
    }),
  );
}

function replaceMethod(
  hook: Hook,
  object: unknown,
  name: PropertyKey,
  make: (original: Callable) => Callable,
): boolean {
  const described = object === null || object === undefined ? undefined : propertyOf(object, name);
  const original: unknown = described?.value;
  if (typeof original !== 'function') return false;
  const holder = object as object;
  const own = Object.getOwnPropertyDescriptor(holder, name);
  if (isPatched(original as Callable, hook)) return true;
  const replacement = make(original as Callable);
  markPatched(replacement, hook);
  const placed = Reflect.defineProperty(holder, name, {
    value: replacement,
    writable: true,
    configurable: true,
    enumerable: own?.enumerable ?? false,
  });
  if (!placed) return false;
  hook.onUndo(() => {
    if (holder[name as keyof object] !== (replacement as unknown)) return;
    if (own === undefined) delete holder[name as keyof object];
    else Object.defineProperty(holder, name, own);
  });
  return true;
}

function callObserved(
  hook: Hook,
  original: Callable,
  self: unknown,
  args: ArrayLike<unknown>,
  observer: Observer<never>,
): unknown {
  let state: 'waiting' | 'returned' | 'threw' = 'waiting';
  let outcome: unknown;
  const call = (passed: ArrayLike<unknown> = args): unknown => {
    if (state === 'returned') return outcome;
    if (state === 'threw') throw outcome;
    try {
      outcome = Reflect.apply(original, self, passed);
    } catch (error) {
      state = 'threw';
      outcome = error;
      throw error;
    }
    state = 'returned';
    return outcome;
  };
  let result: unknown;
  try {
    result = observer(call, args, self as never);
  } catch (error) {
    if ((state as string) !== 'threw' || error !== outcome) hook.fault(error);
    return call();
  }
  return (state as string) === 'returned' ? result : call();
}

function propertyOf(object: unknown, name: PropertyKey): PropertyDescriptor | undefined {
  for (let at: unknown = object; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const patchedBy = new WeakMap<object, Set<Hook>>();

const isPatched = (fn: Callable, hook: Hook): boolean => patchedBy.get(fn)?.has(hook) ?? false;

function markPatched(fn: Callable, hook: Hook): void {
  const hooks = patchedBy.get(fn) ?? new Set();
  hooks.add(hook);
  patchedBy.set(fn, hooks);
}
