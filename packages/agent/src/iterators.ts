/**
 * Iterators as timed work: from the first `next` to the end, whichever way that comes. A throw or a rejection is an error; `break` and
 * `return` are an end like any other. What runs inside `next` runs inside the timed function, so its children nest there.
 */
import { types } from 'node:util';
import { settling } from './settling.ts';
import { standIn } from './wrapping.ts';

/** What is timed: a running function or transaction. */
export interface TimedRun {
  run<T>(fn: () => T): T;
  end(error?: unknown): void;
}

type Step = (...args: never[]) => unknown;
type AnyIterator = { next: Step; return?: Step; throw?: Step };

const METHODS = ['next', 'return', 'throw'] as const;

/** True for functions written with `function*`, async ones too. */
export const isGeneratorFunction = (fn: unknown): boolean => types.isGeneratorFunction(fn as object);

/** Times `iterator` by replacing its own methods: it stays the same object, of the same kind. `begin` is called at the first `next`. */
export function timeIterator<I extends object>(iterator: I, begin: () => TimedRun): I {
  const steps = stepsOf(begin);
  for (const method of METHODS) {
    const original = (iterator as Partial<AnyIterator>)[method];
    if (typeof original !== 'function') continue;
    Reflect.defineProperty(iterator, method, {
      value: standIn(original, (fn, self, args) => steps(method, () => Reflect.apply(fn, self, args))),
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
  return iterator;
}

/** An iterable whose every iteration is timed; what can't be iterated comes back. Asks `iterable` for an iterator only when it is asked for one itself. */
export function timeIterable<I>(iterable: I, begin: () => TimedRun): I {
  const timed: Record<PropertyKey, unknown> = {};
  for (const symbol of [Symbol.iterator, Symbol.asyncIterator]) {
    const open: unknown = Reflect.get(Object(iterable), symbol);
    if (typeof open !== 'function') continue;
    const begun = (): object => delegate(Reflect.apply(open, iterable, []) as AnyIterator, begin);
    timed[symbol] = begun;
  }
  return Reflect.ownKeys(timed).length === 0 ? iterable : (timed as I);
}

/** An iterator of our own before another: that one may be shared (a stream's), so it is left as it is. */
function delegate(inner: AnyIterator, begin: () => TimedRun): object {
  const steps = stepsOf(begin);
  const outer: Record<PropertyKey, unknown> = {
    [Symbol.iterator]: () => outer,
    [Symbol.asyncIterator]: () => outer,
  };
  for (const method of METHODS) {
    if (typeof inner[method] !== 'function') continue;
    const step = (...args: never[]): unknown => steps(method, () => Reflect.apply(inner[method] as Step, inner, args));
    outer[method] = step;
  }
  return outer;
}

function stepsOf(begin: () => TimedRun): (method: (typeof METHODS)[number], call: () => unknown) => unknown {
  let run: TimedRun | undefined;
  return (method, call) => {
    // One that is ended before its first `next` never ran.
    if (run === undefined && method !== 'next') return call();
    run ??= begin();
    let result: unknown;
    try {
      result = run.run(call);
    } catch (error) {
      run.end(error ?? true);
      throw error;
    }
    if (types.isPromise(result)) return settled(result, run);
    if (isDone(result)) run.end();
    return result;
  };
}

function settled(promise: Promise<unknown>, run: TimedRun): Promise<unknown> {
  return settling(
    promise,
    (result) => {
      if (isDone(result)) run.end();
      return result;
    },
    (error) => {
      run.end(error ?? true);
      throw error;
    },
  );
}

const isDone = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && (result as { done?: unknown }).done === true;
