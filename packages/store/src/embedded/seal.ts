/**
 * Seals a closed log: for each window it touches, blocks of every tier that still keeps the window, from what was sealed before and
 * what the log adds. All become visible in one transaction, which also says that the log is sealed; only then its files go. Killed at
 * any moment, the log is read again or is known to be done.
 *
 * Runs on the store's thread in slices (bench/store/index.mjs). It needs nothing but the engine's state, so that a thread of its own
 * can take it later.
 */
import { isTransactionOutcome } from '@carpy/core';
import { blockPath } from './block-format.ts';
import { BlockWriter } from './block-writer.ts';
import type { BlockEntry } from './blocks.ts';
import { Breath } from './breath.ts';
import { encodeChunk } from './chunk.ts';
import { type EngineState, keeps, newNames } from './engine-state.ts';
import { Layers } from './layers.ts';
import { type Log, logPath } from './log.ts';
import { isEmptyTable, type SlotTable } from './slot-table.ts';
import { WINDOW_S, type WindowMemory } from './window.ts';

/** Seals the oldest closed log, and lets go of it. On failure nothing has changed but files that the next start removes. */
export async function sealOldest(state: EngineState): Promise<void> {
  const log = state.frozen[0];
  if (log === undefined) return;
  const made: BlockEntry[] = [];
  for (const memory of log.windows.values()) made.push(...(await sealWindow(state, memory)));
  const steps = new Set(made.map((b) => b.stepS));
  for (const stepS of steps) await state.files.syncDir(`${state.dir}/blk/${stepS}`);
  const names = newNames(state);
  const named = state.tree.count;
  state.database.commit({ names, putBlocks: made, addSealedLogs: log.sequences });
  // From here to the end of the turn nothing waits: readers see the blocks and no longer the log.
  state.namesInDatabase = named;
  const replaced = made.map((entry) => state.blocks.put(entry)).filter((old) => old !== undefined);
  state.frozen.shift();
  for (const old of replaced) await state.files.unlink(state.blocks.path(old));
  await removeLogFiles(state, log);
}

/** Once the names of the files are surely gone, nobody needs to know any more that they were sealed. */
async function removeLogFiles(state: EngineState, log: Log): Promise<void> {
  for (const sequence of log.sequences) await state.files.unlink(logPath(state.dir, log.name, sequence));
  await state.files.syncDir(`${state.dir}/wal`);
  state.database.commit({ removeSealedLogs: log.sequences });
}

async function sealWindow(state: EngineState, memory: WindowMemory): Promise<BlockEntry[]> {
  const { windowS } = memory;
  const layers = new Layers(state);
  const kept = state.tiers.map((tier) => keeps(state, tier, windowS));
  const generations = state.tiers.map(({ stepS }) => (state.blocks.get(stepS, windowS)?.generation ?? -1) + 1);
  const writers = state.tiers.map(({ stepS }, tier) =>
    kept[tier] === true
      ? new BlockWriter(state.files, blockPath(state.dir, stepS, windowS, generations[tier] as number), {
          stepS,
          windowS,
          coveredMs: layers.coverage(tier, windowS, [memory]),
        })
      : undefined,
  );
  try {
    await writeSeries(state, memory, layers, writers);
    const span = spanOf(state, memory);
    const entries: BlockEntry[] = [];
    for (const [tier, writer] of writers.entries()) {
      if (writer === undefined) continue;
      const bytes = await writer.finish();
      const { stepS } = state.tiers[tier] as { stepS: number };
      entries.push({ stepS, windowS, generation: generations[tier] as number, bytes, ...span });
    }
    return entries;
  } catch (e) {
    for (const writer of writers) await writer?.abort().catch(() => undefined);
    throw e;
  }
}

async function writeSeries(
  state: EngineState,
  memory: WindowMemory,
  layers: Layers,
  writers: readonly (BlockWriter | undefined)[],
): Promise<void> {
  const breath = new Breath();
  const last = state.tiers.length - 1;
  for (const id of seriesOf(state, memory)) {
    if (layers.fill(last, memory.windowS, id, [memory])) {
      const outcome = state.tree.kindOf(id) === 'timer' && isTransactionOutcome(state.tree.nameOf(id) ?? '');
      for (let tier = 0; tier <= last; tier++) {
        const table = layers.tables[tier] as SlotTable;
        if (!isEmptyTable(table)) writers[tier]?.add(id, (out) => encodeChunk(out, id, table, outcome && tier > 0));
      }
      for (const writer of writers) if (writer?.isFull === true) await writer.drain();
    }
    if (breath.isOver) await breath.breathe();
  }
}

/** Ids of the series in memory and in the window's blocks, ascending, each once. */
function seriesOf(state: EngineState, memory: WindowMemory): Uint32Array {
  const all = [memory.ids()];
  for (const { stepS } of state.tiers) {
    try {
      const ids = state.blocks.open(stepS, memory.windowS)?.ids();
      if (ids !== undefined) all.push(ids);
    } catch (e) {
      state.faults.add(
        `block ${stepS}/${memory.windowS}: its table can't be read: ${e instanceof Error ? e.message : e}`,
      );
    }
  }
  if (all.length === 1) return all[0] as Uint32Array;
  const sorted = new Uint32Array(all.reduce((n, ids) => n + ids.length, 0));
  let at = 0;
  for (const ids of all) {
    sorted.set(ids, at);
    at += ids.length;
  }
  sorted.sort();
  return sorted.filter((id, i) => i === 0 || id !== sorted[i - 1]);
}

/** First and last slot with values, of what was sealed and what is added. A window that has neither is all coverage. */
function spanOf(state: EngineState, memory: WindowMemory): { readonly firstS: number; readonly lastS: number } {
  const spans = state.tiers.flatMap(({ stepS }) => state.blocks.get(stepS, memory.windowS) ?? []);
  const own = memory.span();
  if (own !== undefined)
    return {
      firstS: Math.min(own.firstS, ...spans.map((s) => s.firstS)),
      lastS: Math.max(own.lastS, ...spans.map((s) => s.lastS)),
    };
  return spans[0] === undefined
    ? { firstS: memory.windowS, lastS: memory.windowS + WINDOW_S - memory.stepS }
    : { firstS: spans[0].firstS, lastS: spans[0].lastS };
}
