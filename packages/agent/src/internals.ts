/** What hooks need of the agent beyond what applications see. */
import type { Agent } from './api.ts';
import type { HookSet } from './hooks/hook-set.ts';

export interface Internals {
  readonly hooks: HookSet;
  /** Applies the settings to the hooks without starting the agent; answers whether it is turned on. */
  settle(): boolean;
  /** Starts the agent unless it was started or closed before. */
  wake(): void;
}

const known = new WeakMap<Agent, Internals>();

export function setInternals(agent: Agent, internals: Internals): void {
  known.set(agent, internals);
}

/** undefined for an agent that another copy of this package made. */
export const internalsOf = (agent: Agent): Internals | undefined => known.get(agent);
