/** Looks at how a promise settles, without a handler on it that would hide its unhandled rejection: a promise that follows takes its place. */

const originalThen = Promise.prototype.then;

/** Where a promise carries the one that took its place first. */
const PLACE: unique symbol = Symbol('carpy.place') as never;

type Followed<T> = Promise<T> & { [PLACE]?: Promise<T> };

/**
 * By `promise.then` as Node has it, whoever replaced it since. An async function would do the same, as late, for half as much again in time
 * and memory, and with a line in stack traces.
 *
 * A promise that is given out again, as those that are kept for the next caller are, has one place only: who handled it once handled it,
 * and two calls that got the same promise get the same one still.
 */
export function settling<T>(
  promise: Promise<T>,
  fulfilled: (value: T) => T,
  rejected: (error: unknown) => never,
): Promise<T> {
  const follows = Reflect.apply(originalThen, promise, [fulfilled, rejected]) as Promise<T>;
  const first = (promise as Followed<T>)[PLACE];
  if (first !== undefined) {
    Reflect.apply(originalThen, follows, [undefined, ignore]);
    return first;
  }
  try {
    (promise as Followed<T>)[PLACE] = follows;
  } catch {
    // Frozen, as hardened promises are.
  }
  return follows;
}

const ignore = (): void => {};
