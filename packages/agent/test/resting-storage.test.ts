import { AsyncResource } from 'node:async_hooks';
import { describe, expect, it, vi } from 'vitest';
import type { RestingStorage } from '../src/resting-storage.ts';

const inOperation = (fn: () => unknown) => new AsyncResource('test').runInAsyncScope(fn);

const later = async (storage: RestingStorage<number>) => {
  await null;
  return storage.getStore();
};

const enterMany = (storage: RestingStorage<number>, within = inOperation) => {
  for (let i = 1; i <= 2_000; i++) within(() => storage.enterWith(i));
};

/** Of modules of its own: hooked storages of one module write to the same place, and would carry each other's. */
async function fresh(kind: 'hooked' | 'light'): Promise<RestingStorage<number>> {
  vi.resetModules();
  const { RestingStorage } = await import('../src/resting-storage.ts');
  const { HookedStorage } = await import('../src/hooked-storage.ts');
  const { LightStorage } = await import('../src/light-storage.ts');
  return new RestingStorage<number>(kind === 'hooked' ? new HookedStorage() : new LightStorage());
}

describe.each(['hooked', 'light'] as const)('a %s storage', (kind) => {
  it('carries nothing before there is something', async () => {
    expect((await fresh(kind)).getStore()).toBeUndefined();
  });

  it('carries from the first on', async () => {
    const storage = await fresh(kind);
    const begun = inOperation(() => {
      storage.enterWith(7);
      return later(storage);
    });
    expect(await begun).toBe(7);
  });

  it('rests while nobody asks, and wakes for the first who does', async () => {
    const storage = await fresh(kind);
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

  it('answers the first who asks in the operation that was entered last', async () => {
    const storage = await fresh(kind);
    enterMany(storage);
    inOperation(() => {
      storage.enterWith(7);
      expect(storage.getStore()).toBe(7);
    });
    expect(inOperation(() => storage.getStore())).toBeUndefined();
  });

  it('keeps what the first who asks finds for what that begins', async () => {
    const storage = await fresh(kind);
    enterMany(storage);
    const begun = inOperation(() => {
      storage.enterWith(7);
      storage.want();
      return later(storage);
    });
    expect(await begun).toBe(7);
  });

  it('gives nobody what was entered before its rest in the same operation', async () => {
    const storage = await fresh(kind);
    const connection = new AsyncResource('test');
    enterMany(storage, (fn) => connection.runInAsyncScope(fn));
    const begunAsleep = connection.runInAsyncScope(async () => {
      storage.enterWith(7);
      await null;
      await null;
    });
    await begunAsleep;
    inOperation(() => storage.enterWith(8));
    expect(inOperation(() => storage.getStore())).toBeUndefined();
  });

  it('never rests once it is wanted', async () => {
    const storage = await fresh(kind);
    storage.want();
    enterMany(storage);
    const begun = inOperation(() => {
      storage.enterWith(7);
      return later(storage);
    });
    expect(await begun).toBe(7);
  });

  it('tells who waits for it when it is wanted, once', async () => {
    const storage = await fresh(kind);
    const told: string[] = [];
    storage.whenWanted(() => told.push('waited'));
    expect(told).toEqual([]);
    storage.run(7, () => {});
    storage.want();
    expect(told).toEqual(['waited']);
    storage.whenWanted(() => told.push('late'));
    expect(told).toEqual(['waited', 'late']);
  });
});
