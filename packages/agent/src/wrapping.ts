/** Makes a function that stands for another: same `this`, arguments, result, properties, `length`, `name`, prototype and `new`. */

/** Runs the original once with these, however it likes to observe it. */
export type Around = (original: (...args: never[]) => unknown, self: unknown, args: ArrayLike<unknown>) => unknown;

export function standIn<F extends (...args: never[]) => unknown>(original: F, around: Around): F {
  const construct = (args: ArrayLike<unknown>, newTarget: unknown): unknown => {
    const target = newTarget === wrapped ? original : newTarget;
    // The original is made inside a plain function, so that `around` needs to know one way of calling only.
    return around(() => Reflect.construct(original, args as unknown[], target as never), undefined, []);
  };
  // A method has no prototype and can't be called with `new`, as an arrow function or a method can't.
  const wrapped: unknown = Object.hasOwn(original, 'prototype')
    ? function (this: unknown): unknown {
        // biome-ignore lint/complexity/noArguments: a rest parameter would change `length` and copy.
        return new.target === undefined ? around(original, this, arguments) : construct(arguments, new.target);
      }
    : {
        method(this: unknown): unknown {
          // biome-ignore lint/complexity/noArguments: as above.
          return around(original, this, arguments);
        },
      }.method;
  copyProperties(original, wrapped as object);
  return wrapped as F;
}

function copyProperties(from: object, to: object): void {
  Object.setPrototypeOf(to, Object.getPrototypeOf(from));
  for (const key of Reflect.ownKeys(from)) {
    const property = Object.getOwnPropertyDescriptor(from, key);
    // `arguments` and `caller` of sloppy functions can't be redefined; Reflect answers false and does not throw.
    if (property !== undefined) Reflect.defineProperty(to, key, property);
  }
  copyMetadata(from, to);
}

interface MetadataReflect {
  getOwnMetadataKeys?(target: object): unknown[];
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

/** reflect-metadata keeps what decorators such as NestJS' said about a function beside it, by the function object. */
function copyMetadata(from: object, to: object): void {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as MetadataReflect;
  if (!getOwnMetadataKeys || !getOwnMetadata || !defineMetadata) return;
  for (const key of getOwnMetadataKeys(from)) defineMetadata(key, getOwnMetadata(key, from), to);
}
