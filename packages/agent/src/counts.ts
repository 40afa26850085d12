/** The agent's counts of itself, behind `stats()`. One object a process, written from everywhere. */
import type { AgentStats } from './api.ts';

type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends number ? number : T[K] extends object ? Mutable<T[K]> : T[K];
};

export type Counts = Mutable<Omit<AgentStats, 'running'>>;

export const newCounts = (): Counts => ({
  transactions: 0,
  functions: 0,
  functionsOutside: 0,
  overflow: { transactions: 0, functions: 0, nesting: 0, path: 0, custom: 0 },
  functionsUnderOther: 0,
  invalidValues: 0,
  linesSent: 0,
  bytesSent: 0,
  datagramsSent: 0,
  linesDropped: 0,
  linesFailed: 0,
  socketErrors: 0,
  resolveErrors: 0,
  hellosAnswered: 0,
  hellosFailed: 0,
  recordsSent: 0,
  recordsDropped: 0,
  recordPostsFailed: 0,
  internalErrors: 0,
  hookFaults: {},
});
