/** Times the methods of a class, all of them or those named. */
import type { WrapClassOptions, WrapOptions } from './api.ts';

type WrapMethod = (object: object, method: never, name: string, options: WrapOptions) => unknown;

/** Replaces methods on the class's prototype (and on itself, with `statics`). Accessors, fields and inherited methods stay as they are. */
export function wrapMethods(
  made: object,
  options: WrapClassOptions,
  wrapMethod: WrapMethod,
  warn: (line: string) => void,
): void {
  const prototype: unknown = typeof made === 'function' ? Reflect.get(made, 'prototype') : undefined;
  if (typeof made !== 'function' || typeof prototype !== 'object' || prototype === null) {
    warn('wrapClass: what was given is no class; nothing is wrapped');
    return;
  }
  const label = options.name ?? (made.name === '' ? 'anonymous' : made.name);
  const places: readonly object[] = options.statics === true ? [prototype, made] : [prototype];
  const missing = new Set(options.methods);
  for (const place of places) {
    for (const method of Object.getOwnPropertyNames(place)) {
      if (method === 'constructor' && place === prototype) continue;
      if (options.methods !== undefined && !options.methods.includes(method)) continue;
      const described = Object.getOwnPropertyDescriptor(place, method);
      if (typeof described?.value !== 'function' || isClass(described.value)) continue;
      missing.delete(method);
      wrapMethod(place, method as never, `${label}.${method}`, options);
    }
  }
  for (const method of missing) warn(`wrapClass: ${label} has no method ${method} of its own`);
}

/** A class kept as a static member is no method: it is made, not called. */
const isClass = (value: object): boolean => {
  const described = Object.getOwnPropertyDescriptor(value, 'prototype');
  return described !== undefined && described.writable === false;
};
