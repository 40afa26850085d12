import { createHook } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';

/** Calls `fn`; answers the ticks that it began. */
function ticksOf(fn: () => void): WeakRef<object>[] {
  const begun: WeakRef<object>[] = [];
  const hook = createHook({
    init: (_id, type, _trigger, resource) => {
      if (type === 'TickObject') begun.push(new WeakRef(resource));
    },
  }).enable();
  fn();
  hook.disable();
  return begun;
}

it('holds one tick, so that V8 keeps the shape of all', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  vi.resetModules();
  const { keepTicksQuick } = await import('../src/quick-ticks.ts');
  const held = ticksOf(keepTicksQuick);
  const again = ticksOf(keepTicksQuick);
  const other = ticksOf(() => process.nextTick(() => {}));
  for (let i = 0; i < 3; i++) {
    await new Promise((next) => setImmediate(next));
    collect();
  }
  expect(held.map((tick) => tick.deref() !== undefined)).toEqual([true]);
  expect(again).toEqual([]);
  expect(other.map((tick) => tick.deref())).toEqual([undefined]);
});
