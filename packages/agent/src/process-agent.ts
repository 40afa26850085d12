/**
 * The one agent of this process. It hangs on a registered symbol: an application may hold several copies of this package, and two
 * agents would be two contexts, so that functions timed by one would not find the transactions of the other.
 */
import { performance } from 'node:perf_hooks';
import { createAgent } from './agent.ts';
import type { Agent } from './api.ts';
import { say } from './say.ts';

const KEY: unique symbol = Symbol.for('carpy.agent') as never;

type Holder = { [KEY]?: Agent };

export function processAgent(): Agent {
  const holder = globalThis as Holder;
  const known = holder[KEY];
  if (known !== undefined) return known;
  const made = createAgent(
    {
      now: () => performance.now(),
      epochMs: Date.now,
      warn: say,
      startedAtMs: Math.round(performance.timeOrigin),
    },
    { env: process.env },
  );
  Object.defineProperty(holder, KEY, { value: made, configurable: true });
  return made;
}
