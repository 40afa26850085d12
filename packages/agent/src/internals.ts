/** What hooks need of the agent beyond what applications see. */
import type { Agent, TransactionOptions } from './api.ts';
import type { Counts } from './counts.ts';
import type { HookSet } from './hooks/hook-set.ts';
import type { RunningTransaction } from './running-transaction.ts';

export interface Internals {
  readonly counts: Counts;
  readonly hooks: HookSet;
  /** A transaction; undefined while the agent is off. Never throws. */
  begin(name: string, options?: TransactionOptions): RunningTransaction | undefined;
  /** Applies the settings to the hooks without starting the agent; answers whether it is turned on. */
  settle(): boolean;
  /** Starts the agent unless it was started or closed before. */
  wake(): void;
  /** Writes one line to standard error. */
  warn(line: string): void;
}

const known = new WeakMap<Agent, Internals>();

export function setInternals(agent: Agent, internals: Internals): void {
  known.set(agent, internals);
}

/** undefined for an agent that another copy of this package made. */
export const internalsOf = (agent: Agent): Internals | undefined => known.get(agent);
