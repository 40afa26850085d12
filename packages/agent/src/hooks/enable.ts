/** Puts all instrumentations of this process into place, once. */
import type { Agent } from '../api.ts';
import { outside } from '../context.ts';
import type { Instrumentation } from '../instrumentations/instrumentation.ts';
import { internalsOf } from '../internals.ts';
import { keepTicksQuick } from '../quick-ticks.ts';
import { say } from '../say.ts';
import { setTimeout } from '../timers.ts';
import { loadEsModules } from './es-module.ts';

const KEY: unique symbol = Symbol.for('carpy.register') as never;

/** After that time the agent runs even if nothing was timed yet; by then the application has called `configure`, if it does. */
const START_AFTER_MS = 1_000;

/**
 * Does nothing when that was done before, by whatever copy of this package, or when the agent is turned off. Resolves when all is in
 * place; most is at once. Never rejects.
 */
export async function enableAll(agent: Agent, instrumentations: readonly Instrumentation[]): Promise<void> {
  const holder = globalThis as { [KEY]?: true };
  if (holder[KEY]) return;
  Object.defineProperty(holder, KEY, { value: true, configurable: true });
  const internals = internalsOf(agent);
  if (internals === undefined) {
    say(
      'another copy of @carpy/agent runs already, so nothing is instrumented: load @carpy/agent/register before the application',
    );
    return;
  }
  if (!internals.settle()) return;
  outside(keepTicksQuick);
  for (const instrumentation of instrumentations) {
    const hook = internals.hooks.hook(instrumentation.name);
    hook.namesOnly = instrumentation.namesOnly ?? false;
    try {
      instrumentation.enable(hook);
    } catch (error) {
      hook.fault(error);
    }
  }
  internals.hooks.complete();
  outside(() => setTimeout(internals.wake, START_AFTER_MS).unref());
  await loadEsModules(process.argv[1], process.cwd());
}
