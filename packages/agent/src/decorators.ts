/**
 * `@transaction(name?)` and `@timed(name?)` for methods, accessors and (TC39 form) fields that hold functions. One implementation for
 * both forms of decorators, told apart by the arguments: TC39's come with a context object, TypeScript's legacy form with target, key
 * and property descriptor. The name is `Class.method` unless given. What can't be decorated is left as it is, with one warning.
 */
import type { TransactionOptions, WrapOptions } from './api.ts';
import { wrap } from './index.ts';
import { say } from './say.ts';
import { standIn } from './wrapping.ts';

type Callable = (...args: never[]) => unknown;

/** A decorator usable in both forms; it leaves the type of what it decorates as it is. */
export interface TimingDecorator {
  <M extends (...args: never[]) => unknown>(
    value: M,
    context: ClassMethodDecoratorContext | ClassGetterDecoratorContext | ClassSetterDecoratorContext,
  ): M;
  (value: undefined, context: ClassFieldDecoratorContext): <V>(initial: V) => V;
  <T>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<T>): TypedPropertyDescriptor<T>;
}

/** Each call is a function of the running transaction. */
export function timed(name?: string): TimingDecorator;
export function timed(...given: readonly unknown[]): unknown {
  return applied(given, { kind: 'function' });
}

/** Each call is a transaction of its own. */
export function transaction(name?: string, options?: TransactionOptions): TimingDecorator;
export function transaction(...given: readonly unknown[]): unknown {
  const own = isTc39(given[1]) ? {} : (given[1] as TransactionOptions | undefined);
  return applied(given, typeof own === 'object' ? { ...own, kind: 'transaction' } : { kind: 'transaction' });
}

/** `@timed()` and `@timed('name')` make a decorator; `@timed` alone is one. */
function applied(given: readonly unknown[], options: WrapOptions): unknown {
  const [name] = given;
  if (name !== undefined && typeof name !== 'string') return decorate(given, undefined, options);
  if (isTc39(given[1])) return decorate(given, undefined, options);
  return (...target: readonly unknown[]) => decorate(target, name, options);
}

interface Tc39Context {
  readonly kind: string;
  readonly name: string | symbol;
  readonly static?: boolean;
}

const isTc39 = (context: unknown): context is Tc39Context =>
  typeof context === 'object' && context !== null && typeof (context as Tc39Context).kind === 'string';

function decorate(target: readonly unknown[], name: string | undefined, options: WrapOptions): unknown {
  const [value, context, descriptor] = target;
  if (isTc39(context)) return decorateTc39(value, context, name, options);
  if (typeof context === 'string' || typeof context === 'symbol') {
    return decorateLegacy(value as object, context, descriptor as PropertyDescriptor | undefined, name, options);
  }
  return refuse('a class');
}

function decorateTc39(value: unknown, context: Tc39Context, name: string | undefined, options: WrapOptions): unknown {
  const member = String(context.name);
  if (context.kind === 'field') {
    return function (this: object, initial: unknown): unknown {
      if (typeof initial !== 'function') return initial;
      return wrap(name ?? `${className(this, context.static === true)}.${member}`, initial as Callable, options);
    };
  }
  if (typeof value !== 'function' || !['method', 'getter', 'setter'].includes(context.kind))
    return refuse(`${context.kind} ${member}`);
  if (name !== undefined) return wrap(name, value as Callable, options);
  // No class is told here: the object of the first call tells it, whose chain holds the decorated method at the declaring class.
  let named: Callable | undefined;
  const outer: Callable = standIn(value as Callable, (original, self, args) => {
    named ??= wrap(`${declaringClass(self, context, outer)}.${member}`, original, options);
    return Reflect.apply(named, self, args);
  });
  return outer;
}

function decorateLegacy(
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor | undefined,
  name: string | undefined,
  options: WrapOptions,
): PropertyDescriptor | undefined {
  if (descriptor === undefined) return refuse(`field ${String(key)} in TypeScript's legacy form`);
  const full = name ?? `${className(target, typeof target === 'function')}.${String(key)}`;
  const wrapped = { ...descriptor };
  for (const part of ['value', 'get', 'set'] as const) {
    if (typeof descriptor[part] === 'function') wrapped[part] = wrap(full, descriptor[part], options);
  }
  return wrapped;
}

/** The class whose own member `outer` is; of the object itself where another decorator took its place. */
function declaringClass(self: unknown, context: Tc39Context, outer: Callable): string {
  if ((typeof self !== 'object' && typeof self !== 'function') || self === null) return 'anonymous';
  const isStatic = context.static === true;
  for (let holder: object | null = self; holder !== null; holder = Object.getPrototypeOf(holder)) {
    const own = Object.getOwnPropertyDescriptor(holder, context.name);
    if (own !== undefined && (own.value === outer || own.get === outer || own.set === outer))
      return className(holder, isStatic);
  }
  return className(self, isStatic);
}

/** The name of a class, given itself (static members) or its prototype or an instance. */
function className(object: object, isStatic: boolean): string {
  const made: unknown = isStatic ? object : object.constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'anonymous';
}

/** Both forms take `undefined` for "leave it as it is". */
function refuse(what: string): undefined {
  say(`a timing decorator can't be used on ${what}; it is left as it is`);
  return undefined;
}
