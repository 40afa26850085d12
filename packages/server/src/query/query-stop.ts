/**
 * How a query that is under way in another thread is told to end: a number in shared memory, since a thread that computes reads no
 * messages.
 */
import { CarpyError } from '@carpy/core';

/** Why to stop, GO_ON until then; and whether the query was begun. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

const GO_ON = 0;
/** Whoever asked is gone. */
const CANCELLED = 1;
/** Its time is over. */
const OVERRUN = 2;

export const stopFlag = (): StopFlag => new Int32Array(new SharedArrayBuffer(8));

export const cancel = (flag: StopFlag): void => {
  Atomics.store(flag, 0, CANCELLED);
};

export const overrun = (flag: StopFlag): void => {
  Atomics.store(flag, 0, OVERRUN);
};

/** A query that waits behind another's computation in the same room is not begun. */
export const isBegun = (flag: StopFlag): boolean => Atomics.load(flag, 1) === 1;

export const begin = (flag: StopFlag): void => {
  Atomics.store(flag, 1, 1);
};

/** True once it is to end, for whoever throws of his own. */
export const isStopped = (flag: StopFlag): boolean => Atomics.load(flag, 0) !== GO_ON;

export const cancelled = (): CarpyError => new CarpyError('CARPY_CANCELLED', 'the client went away');
export const tooLong = (timeoutMs: number): CarpyError =>
  new CarpyError('CARPY_TIMEOUT', `more than ${timeoutMs / 1_000} s; narrow the time range or the names`);

/** Throws what the query is to end with, once it is. */
export function checkStop(flag: StopFlag, timeoutMs: number): void {
  const why = Atomics.load(flag, 0);
  if (why === GO_ON) return;
  throw why === CANCELLED ? cancelled() : tooLong(timeoutMs);
}
