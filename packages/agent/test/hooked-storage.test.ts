import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HookedStorage } from '../src/hooked-storage.ts';

/** What a program may do at each step; what follows runs where the step leaves it. */
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom('run', 'enterWith'), store: fc.nat(5) }),
  fc.record({
    kind: fc.constantFrom('exit', 'await', 'tick', 'immediate', 'timer', 'microtask', 'fork', 'resource'),
    store: fc.constant(0),
  }),
);
type Step = { readonly kind: string; readonly store: number };

it('carries what AsyncLocalStorage carries, through whatever a program does', async () => {
  const theirs = new AsyncLocalStorage<number | undefined>();
  const ours = new HookedStorage<number>();
  const look = () => expect(ours.getStore()).toBe(theirs.getStore());

  async function go(steps: readonly Step[]): Promise<void> {
    look();
    const [first, ...rest] = steps;
    if (first === undefined) return;
    const next = () => go(rest);
    switch (first.kind) {
      case 'run':
        await theirs.run(first.store, () => ours.run(first.store, next));
        break;
      case 'exit':
        // AsyncLocalStorage's own exit leaks the store to what runs inside it before Node 24.
        await theirs.run(undefined, () => ours.run(undefined, next));
        break;
      case 'enterWith':
        theirs.enterWith(first.store);
        ours.enterWith(first.store);
        await next();
        break;
      case 'await':
        await null;
        await next();
        break;
      case 'tick':
        await new Promise<void>((resolve) => process.nextTick(() => resolve(next())));
        break;
      case 'immediate':
        await new Promise<void>((resolve) => setImmediate(() => resolve(next())));
        break;
      case 'timer':
        await new Promise<void>((resolve) => setTimeout(() => resolve(next()), 0));
        break;
      case 'microtask':
        await new Promise<void>((resolve) => queueMicrotask(() => resolve(next())));
        break;
      case 'resource':
        await new AsyncResource('test').runInAsyncScope(next);
        break;
      default:
        await Promise.all([next(), go(rest.slice(1))]);
    }
    look();
  }

  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 9 }), async (steps) => {
      await theirs.run(7, () => ours.run(7, () => go(steps)));
      look();
    }),
  );
  // Storages of one copy of the module write to one place: this one would take theirs from tests that come after in this process.
  ours.rest();
});

it('carries nothing before there is something', () => {
  expect(new HookedStorage<number>().getStore()).toBeUndefined();
});
