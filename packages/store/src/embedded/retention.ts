/** What no tier keeps any more goes: whole blocks, first out of the catalogue, then from the disk. */
import type { BlockEntry } from './blocks.ts';
import { type EngineState, keeps } from './engine-state.ts';

export async function dropExpired(state: EngineState): Promise<void> {
  const expired = [...state.blocks.all()].filter((entry) => isExpired(state, entry));
  if (expired.length === 0) return;
  state.database.commit({ removeBlocks: expired });
  for (const entry of expired) {
    state.blocks.remove(entry);
    await state.files.unlink(state.blocks.path(entry));
  }
}

/** True when `dropExpired` would find something. */
export function hasExpired(state: EngineState): boolean {
  for (const entry of state.blocks.all()) if (isExpired(state, entry)) return true;
  return false;
}

function isExpired(state: EngineState, entry: BlockEntry): boolean {
  // A tier that is no longer configured keeps what it has as long as the coarsest one would.
  const tier = state.tiers.find((t) => t.stepS === entry.stepS) ?? state.tiers.at(-1);
  return tier !== undefined && !keeps(state, tier, entry.windowS);
}
