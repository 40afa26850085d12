/** Options for pino that add the fields of the running transaction to each line, and keep those that are asked for in its record. */
import { format } from 'node:util';
import { pinoLevel } from './levels.ts';
import type { LogTaker } from './log-taker.ts';

/** The part of pino's options that is read here; the rest passes through. */
interface PinoOptionsLike {
  readonly mixin?: ((...args: never[]) => object) | undefined;
  readonly hooks?: { readonly logMethod?: ((...args: never[]) => void) | undefined } | undefined;
}

type LogMethod = (this: unknown, args: unknown[], method: (...args: unknown[]) => void, level: number) => void;

/** `options` with our mixin and logMethod; those of the application run as before, and its fields win. */
export function pinoOptions<O extends object>(taker: LogTaker, options: O): O {
  const given: PinoOptionsLike = options;
  const own = given.mixin as ((...args: unknown[]) => object) | undefined;
  const ownMethod = given.hooks?.logMethod as LogMethod | undefined;
  const logMethod: LogMethod = function (args, method, level) {
    taker.logged(pinoLevel(level), () => messageOf(args), level);
    if (ownMethod === undefined) method.apply(this, args);
    else ownMethod.call(this, args, method, level);
  };
  return {
    ...options,
    mixin: (...args: unknown[]) => (own === undefined ? taker.fields() : { ...taker.fields(), ...own(...args) }),
    hooks: { ...given.hooks, logMethod },
  } as O;
}

/** As pino reads its arguments: an object or an error first, then a message with values. */
function messageOf(args: readonly unknown[]): string {
  const [first, second, ...rest] = args;
  if (typeof first !== 'object' || first === null) return format(...args);
  if (typeof second === 'string') return format(second, ...rest);
  const { message, msg, err } = first as { message?: unknown; msg?: unknown; err?: { message?: unknown } };
  return String(message ?? msg ?? err?.message ?? '');
}
