/** Keeps the folder within its bound: the finest tiers' oldest blocks go first, and the status says so. */
import { CUT } from './catalogue-keys.ts';
import { blocksToGiveUp } from './disk-bound.ts';
import type { EngineState } from './engine-state.ts';
import { dropBlocks } from './retention.ts';
import { chainsOf, usedBytes } from './status.ts';

/** What the catalogue keeps: by step, slots before which stamp were given up. */
export type StoredCut = readonly (readonly [stepS: number, beforeS: number])[];

export async function giveUpForRoom(state: EngineState): Promise<void> {
  const { maxDiskBytes } = state;
  if (maxDiskBytes === undefined) return;
  const used = usedBytes(state);
  if (used <= maxDiskBytes) return;
  const given = blocksToGiveUp([...state.blocks.all()], used, maxDiskBytes, chainsOf(state));
  const cut = new Map(state.cut);
  for (const { stepS, startS, lengthS } of given) cut.set(stepS, Math.max(cut.get(stepS) ?? 0, startS + lengthS));
  await dropBlocks(state, given, { [CUT]: [...cut] satisfies StoredCut });
  for (const [stepS, beforeS] of cut) state.cut.set(stepS, beforeS);
  const steps = [...new Set(given.map((b) => b.stepS))].sort((a, b) => a - b);
  state.faults.add(
    given.length > 0
      ? `the disk bound of ${maxDiskBytes} bytes is reached: the oldest points of ${steps.map((s) => `${s} s`).join(', ')} were given up before their time; raise --max-disk or shorten --retention`
      : `the disk bound of ${maxDiskBytes} bytes is passed and nothing more can be given up; raise --max-disk`,
  );
}
