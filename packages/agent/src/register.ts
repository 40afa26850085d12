/**
 * Starts the agent and instruments what the application uses, without a change to it:
 *
 *     node --import @carpy/agent/register app.js
 *
 * `--require` does the same. Settings are variables, or `configure` in the application.
 */
import { enableAll } from './hooks/enable.ts';
import { instrumentations } from './instrumentations/index.ts';
import { processAgent } from './process-agent.ts';

/** Resolves when all is in place. `--import` waits for it by itself. */
export const ready: Promise<void> = enableAll(processAgent(), instrumentations);
