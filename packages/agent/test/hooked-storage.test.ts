import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { storage } from '../src/context.ts';
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
  // The process's own, where it has one: two would write to the same place, and tests that run here later would find both.
  const ours: HookedStorage<number> =
    (storage as object) instanceof HookedStorage
      ? (storage as unknown as HookedStorage<number>)
      : new HookedStorage<number>();
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
        // Its own exit leaks the store to what runs inside it before Node 24.
        await theirs.run(undefined, () => ours.exit(next));
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
});

it('carries nothing before there is something', () => {
  expect(new HookedStorage<number>().getStore()).toBeUndefined();
});

describe('while nobody asks', () => {
  const inOperation = (fn: () => unknown) => new AsyncResource('test').runInAsyncScope(fn);
  const later = async (storage: HookedStorage<number>) => {
    await null;
    return storage.getStore();
  };
  /** Of a module of its own: what storages of one module carry, all of them carry on. */
  const fresh = async (): Promise<HookedStorage<number>> => {
    vi.resetModules();
    return new (await import('../src/hooked-storage.ts')).HookedStorage<number>();
  };
  const enterMany = (storage: HookedStorage<number>) => {
    for (let i = 1; i <= 2_000; i++) inOperation(() => storage.enterWith(i));
  };

  it('rests, and wakes for the first who asks', async () => {
    const storage = await fresh();
    enterMany(storage);
    const begunAsleep = inOperation(() => {
      storage.enterWith(7);
      return later(storage);
    });
    expect(await begunAsleep).toBeUndefined();
    const begunAwake = inOperation(() => {
      storage.enterWith(8);
      return later(storage);
    });
    expect(await begunAwake).toBe(8);
  });

  it('answers the first who asks in the operation that entered it', async () => {
    const storage = await fresh();
    enterMany(storage);
    inOperation(() => {
      storage.enterWith(7);
      expect(storage.getStore()).toBe(7);
    });
    expect(inOperation(() => storage.getStore())).toBeUndefined();
  });

  it('never rests once it is wanted', async () => {
    const storage = await fresh();
    storage.want();
    enterMany(storage);
    const begun = inOperation(() => {
      storage.enterWith(7);
      return later(storage);
    });
    expect(await begun).toBe(7);
  });

  it('carries from the first on', async () => {
    const storage = await fresh();
    const begun = inOperation(() => {
      storage.enterWith(7);
      return later(storage);
    });
    expect(await begun).toBe(7);
  });
});
