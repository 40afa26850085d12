/** A folder for one test, and a store in it that a test may open again and again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { onTestFinished } from 'vitest';
import { type EmbeddedOptions, type EmbeddedStore, openEmbedded } from '../src/index.ts';

/** A window starts here. */
export const T0 = 1_700_000_400;

export async function folder(): Promise<string> {
  const dir = await mkdtemp(`${tmpdir()}/carpy-store-`);
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export interface Clock {
  /** Seconds since the epoch. */
  nowS: number;
}

/** Opens a store in a folder of its own, closed and removed when the test ends. */
export async function openIn(
  dir: string,
  clock: Clock,
  options: Partial<EmbeddedOptions> = {},
): Promise<EmbeddedStore> {
  const store = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => clock.nowS * 1000, ...options });
  onTestFinished(() => store.close());
  return store;
}
