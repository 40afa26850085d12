/**
 * Takes up what a former process left: names and blocks from the database, then every log that is not sealed yet, back into memory.
 * Files that nothing names (half-made blocks, blocks of a seal that never got registered, logs already sealed) are removed.
 * A log is never written on after a restart: its torn end, if any, simply stays behind, and new sections start a new file.
 */
import { alignDown, CarpyError } from '@carpy/core';
import { type EngineState, kindIn } from './engine-state.ts';
import { Log, type LogName, logPath, parseLogName } from './log.ts';
import { type LogRecord, type NamedSeries, scanLog } from './log-record.ts';
import type { Section } from './section.ts';
import { WINDOW_S } from './window.ts';

interface Found {
  readonly name: LogName;
  readonly sequence: number;
  readonly bytes: number;
  readonly records: readonly LogRecord[];
}

export async function recover(state: EngineState): Promise<void> {
  for (const named of state.database.names()) take(state, named);
  state.namesInDatabase = state.tree.count;
  for (const entry of state.database.blocks()) state.blocks.put(entry);
  await removeStrayBlocks(state);
  const found = await readLogs(state);
  replay(state, found);
  await state.window.open(new Set(found.flatMap((f) => f.records.flatMap((r) => r.takenUp))));
}

/** Gives a name the id it had. Ids between that were lost stay unused for ever. */
function take(state: EngineState, { id, kind, name }: NamedSeries): void {
  const { tree, faults } = state;
  if (id < tree.count) return;
  while (tree.count < id) tree.reserve();
  if (tree.declare(name, kind) === 'rejected') {
    faults.add(`series ${id} has a name that can't be: '${name.slice(0, 200)}'`);
    tree.reserve();
  }
}

async function readLogs(state: EngineState): Promise<Found[]> {
  const { files, dir, database, faults } = state;
  const sealed = new Set(database.sealedLogs());
  const found: Found[] = [];
  for (const file of await files.list(`${dir}/wal`)) {
    const parsed = parseLogName(file);
    if (parsed === undefined) continue;
    const { name, sequence } = parsed;
    const path = logPath(dir, name, sequence);
    state.nextSequence = Math.max(state.nextSequence, sequence + 1);
    if (sealed.has(sequence)) {
      await files.unlink(path);
      continue;
    }
    const source = files.openRead(path);
    let bytes: Uint8Array;
    try {
      bytes = source.read(0, source.size);
    } finally {
      source.close();
    }
    const { records, damaged } = scanLog(bytes);
    if (damaged > 0) faults.add(`log ${file}: ${damaged} damaged part${damaged === 1 ? '' : 's'} left out`);
    found.push({ name, sequence, bytes: bytes.length, records });
  }
  for (const sequence of sealed) state.nextSequence = Math.max(state.nextSequence, sequence + 1);
  if (sealed.size > 0) {
    await files.syncDir(`${dir}/wal`);
    database.commit({ removeSealedLogs: [...sealed] });
  }
  return found.sort((a, b) => a.sequence - b.sequence);
}

function replay(state: EngineState, found: readonly Found[]): void {
  const declared = found.flatMap((f) => f.records.flatMap((r) => r.declared)).sort((a, b) => a.id - b.id);
  for (const named of declared) take(state, named);
  const kindOf = kindIn(state.tree);
  for (const { name, sequence, bytes, records } of found) {
    const known = name === 'late' ? state.late : state.open.get(name);
    const log = known ?? new Log(name, state.clock());
    if (name === 'late') state.late = log;
    else state.open.set(name, log);
    log.sequences.push(sequence);
    log.fileBytes += bytes;
    for (const record of records) {
      for (const section of record.sections) {
        if (!fits(state, name, section)) {
          state.faults.add(`log ${name}-${sequence}: a section of another window or step is left out`);
          continue;
        }
        keepIds(state, section);
        log.remember(section, state.fineStepS, kindOf);
      }
    }
  }
}

function fits(state: EngineState, name: LogName, section: Section): boolean {
  const { slotS } = section;
  return (
    Number.isInteger(slotS) && slotS % state.fineStepS === 0 && (name === 'late' || alignDown(slotS, WINDOW_S) === name)
  );
}

/** A new series must never get the id of values whose name was lost. */
function keepIds(state: EngineState, { timers, apdex, values }: Section): void {
  const highest = Math.max(timers.ids.at(-1) ?? -1, apdex.ids.at(-1) ?? -1, values.ids.at(-1) ?? -1);
  while (state.tree.count <= highest) state.tree.reserve();
}

/** Blocks beside a catalogue that is new: the old one was lost, and without it they would all count as stray. */
async function refuseOrphans({ files, dir, tiers }: EngineState): Promise<void> {
  for (const { stepS } of tiers) {
    if ((await files.list(`${dir}/blk/${stepS}`)).some((file) => file.endsWith('.blk')))
      throw new CarpyError(
        'CARPY_STORE_FAILED',
        `${dir}/lmdb was lost, and without it nobody knows what the blocks in ${dir}/blk hold: put it back from a copy, or give another --data-dir`,
      );
  }
}

async function removeStrayBlocks(state: EngineState): Promise<void> {
  const { files, dir, blocks, database, tiers } = state;
  if (database.isNew) await refuseOrphans(state);
  const known = new Set([...blocks.all()].map((entry) => blocks.path(entry)));
  for (const { stepS } of tiers) {
    for (const file of await files.list(`${dir}/blk/${stepS}`)) {
      const path = `${dir}/blk/${stepS}/${file}`;
      if (/\.blk(\.tmp)?$/.test(file) && !known.has(path)) await files.unlink(path);
    }
  }
}
