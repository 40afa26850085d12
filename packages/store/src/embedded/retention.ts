/** What no tier keeps any more goes: whole blocks, first out of the catalogue, then from the disk. */
import { type Tier, tierKey } from '../schema/schema.ts';
import type { BlockEntry } from './block-entry.ts';
import type { Commit } from './database.ts';
import { dropClockS, type EngineState } from './engine-state.ts';
import { keeps } from './levels.ts';
import { isAwaited } from './next-job.ts';

/** Drops whole blocks past their retention; answers how many. */
export async function dropExpired(state: EngineState): Promise<number> {
  const expired = expiredBlocks(state);
  await dropBlocks(state, expired);
  return expired.length;
}

/** Takes blocks out of the catalogue, then off the disk. `putMeta` is said in the same transaction. */
export async function dropBlocks(
  state: EngineState,
  entries: readonly BlockEntry[],
  putMeta: Commit['putMeta'] = {},
): Promise<void> {
  if (entries.length === 0) return;
  state.database.commit({ removeBlocks: entries, putMeta });
  for (const entry of entries) state.blocks.remove(entry);
  for (const entry of entries) await state.files.unlink(state.blocks.path(entry));
}

/** True when `dropExpired` would find something. */
export const hasExpired = (state: EngineState): boolean => expiredBlocks(state).length > 0;

function expiredBlocks(state: EngineState): BlockEntry[] {
  const tiers = new Map<string, Tier>(state.schemas.tiers().map((t) => [tierKey(t), t]));
  const clockS = dropClockS(state);
  const expired: BlockEntry[] = [];
  for (const entry of state.blocks.all())
    if (
      !keeps(tiers.get(entry.tier) ?? tierOfKey(entry.tier), entry.startS + entry.lengthS, clockS) &&
      !isAwaited(state, entry)
    )
      expired.push(entry);
  return expired;
}

/** The tier of a block that no schema has any more. */
function tierOfKey(key: string): Tier {
  const [stepS = 0, retentionS = Number.POSITIVE_INFINITY] = key.split('-').map(Number);
  return { stepS, retentionS };
}
