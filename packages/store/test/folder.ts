/** A folder for one test, and a store in it that a test may open again and again. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
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

/** `<start>-<length>` of the blocks of a tier, by start and length; a block made twice over comes twice. */
export async function blockSpans(dir: string, tier: string): Promise<string[]> {
  const files = await readdir(`${dir}/blk/${tier}`);
  return files.map((file) => file.replace(/-\d+\.blk$/, '')).sort();
}

/** The path of the newest block of a tier over a span, `<start>-<length>`. */
export async function blockOf(dir: string, tier: string, span: string): Promise<string> {
  const generation = (file: string): number => Number(file.replace(/\.blk$/, '').split('-')[2]);
  const files = (await readdir(`${dir}/blk/${tier}`)).filter((file) => file.startsWith(`${span}-`));
  files.sort((a, b) => generation(b) - generation(a));
  if (files[0] === undefined) throw new Error(`there is no block ${tier}/${span}`);
  return `${dir}/blk/${tier}/${files[0]}`;
}
