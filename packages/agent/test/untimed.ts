/** Of the agent what random programs use of it, and a stand-in that times nothing. */
import type { Agent, Transaction } from '../src/api.ts';

export interface Timing
  extends Pick<Agent, 'transaction' | 'time' | 'wrap' | 'startFunction' | 'setName' | 'ignore' | 'startTransaction'> {
  /** For the rest of the running operation, as requests are. */
  enter(transaction: Transaction): void;
}

const call = { run: <T>(fn: () => T): T => fn(), end: () => {} };
const inert = { ...call, setName: () => {}, setError: () => {}, setApdexT: () => {}, ignore: () => {} };

export const untimed: Timing = {
  transaction: (_name, fn) => fn(inert),
  time: (_name, fn) => fn(),
  wrap: (_name, fn) => fn,
  startFunction: () => call,
  startTransaction: () => inert,
  setName: () => {},
  ignore: () => {},
  enter: () => {},
};
