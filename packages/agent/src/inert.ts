/** What callers get when there is nothing to time: the same shape, and no effect. */
import type { FunctionCall, Transaction } from './api.ts';

export const inertTransaction: Transaction = Object.freeze({
  end: () => {},
  run: <T>(fn: () => T): T => fn(),
  setName: () => {},
  setError: () => {},
  setApdexT: () => {},
  ignore: () => {},
});

export const inertFunction: FunctionCall = Object.freeze({
  end: () => {},
  run: <T>(fn: () => T): T => fn(),
});
