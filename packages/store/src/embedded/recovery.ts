/**
 * Takes up what a former process left: names and blocks from the database, then every log that is not sealed yet, back into memory.
 * Files that nothing names (half-made blocks, blocks of a seal that never got registered, logs already sealed) are removed.
 * A log is never written on after a restart: its torn end, if any, simply stays behind, and new sections start a new file.
 */
import { alignDown, CarpyError, isTransactionOutcome, type SeriesKind } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import type { NameIndex } from '../index-tree/name-index.ts';
import {
  FLUSH_SCHEMA,
  isUndecided,
  kindOfTraits,
  packTraits,
  ruleOfTraits,
  type Traits,
  tierKey,
} from '../schema/schema.ts';
import type { Schemas, StoredSchemas } from '../schema/schemas.ts';
import { commitAll } from './catalogue.ts';
import { DAMAGED, FREE, SCHEMAS, UNDECIDED } from './catalogue-keys.ts';
import type { Database } from './database.ts';
import type { EngineState } from './engine-state.ts';
import type { Faults } from './faults.ts';
import { Log, type LogName, logPath, parseLogName } from './log.ts';
import { type LogRecord, scanLog } from './log-record.ts';
import { PAGE_NAMES } from './name-journal.ts';
import { readNamePage } from './name-pages.ts';
import type { Section } from './section.ts';
import { setAside } from './set-aside.ts';
import { type StoredUndecided, Undecided } from './undecided.ts';
import { WINDOW_S } from './window.ts';

/** A log as it lies. */
export interface FoundLog {
  readonly name: LogName;
  readonly sequence: number;
  readonly bytes: number;
  readonly records: readonly LogRecord[];
}

export interface FoundLogs {
  /** In the order of their numbers. */
  readonly logs: readonly FoundLog[];
  readonly nextSequence: number;
}

/** Reads all logs that are not sealed; the others' files go. `fineStepS` is that of sections which name no step. */
export async function readLogs(
  files: FileSystem,
  dir: string,
  database: Database,
  faults: Faults,
  fineStepS: number,
): Promise<FoundLogs> {
  const sealed = new Set(database.sealedLogs());
  const logs: FoundLog[] = [];
  let nextSequence = 0;
  for (const file of await files.list(`${dir}/wal`)) {
    const parsed = parseLogName(file);
    if (parsed === undefined) continue;
    const { name, sequence } = parsed;
    const path = logPath(dir, name, sequence);
    nextSequence = Math.max(nextSequence, sequence + 1);
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
    const { records, damaged } = scanLog(bytes, { traitsOf: formerTraits, fineStepS });
    if (damaged > 0) faults.add(`log ${file}: ${damaged} damaged part${damaged === 1 ? '' : 's'} left out`);
    logs.push({ name, sequence, bytes: bytes.length, records });
  }
  for (const sequence of sealed) nextSequence = Math.max(nextSequence, sequence + 1);
  if (sealed.size > 0) {
    await files.syncDir(`${dir}/wal`);
    database.commit({ removeSealedLogs: [...sealed] });
  }
  return { logs: logs.sort((a, b) => a.sequence - b.sequence), nextSequence };
}

/** Stands for the rule that a name has by itself; no rule has this number. */
const BY_NAME = 255;

/** Traits as logs of the first format say them; which rule is theirs follows from their names. */
const formerTraits = (name: string, kind: SeriesKind): Traits =>
  packTraits({
    kind,
    outcome: kind === 'timer' && isTransactionOutcome(name),
    schema: FLUSH_SCHEMA,
    undecided: false,
    rule: BY_NAME,
  });

/** Schemas as they were last, in the catalogue or in a log. */
export function lastSchemas(database: Database, logs: readonly FoundLog[]): StoredSchemas | undefined {
  let last = database.meta<StoredSchemas>(SCHEMAS);
  for (const { records } of logs)
    for (const { schemas } of records)
      if (schemas !== undefined) last = later(last, JSON.parse(Buffer.from(schemas).toString()) as StoredSchemas);
  return last;
}

const later = (a: StoredSchemas | undefined, b: StoredSchemas): StoredSchemas =>
  sizeOf(b) > sizeOf(a) ? b : (a as StoredSchemas);

/** Schemas, rules and former tiers only ever come to be more. */
const sizeOf = (s: StoredSchemas | undefined): number =>
  s === undefined ? 0 : s.schemas.length + s.rules.length + s.former.length;

/** Fills the engine's state from what was found. */
export async function recover(state: EngineState, found: FoundLogs): Promise<void> {
  takeNames(state);
  state.undecided = new Undecided(state.database.meta<StoredUndecided>(UNDECIDED), state.index);
  takeBlocks(state);
  await removeStrayBlocks(state);
  state.nextSequence = found.nextSequence;
  replay(state, found.logs);
  // A name that came to one of them since stands in a log.
  state.index.release((state.database.meta<readonly number[]>(FREE) ?? []).filter((id) => !state.gone.has(id)));
  touchUnseen(state);
  // A folder of the first format, or a new one, whose names must not count as of the first format at the next start.
  if (state.database.meta(SCHEMAS) === undefined) commitAll(state, {});
  await state.window.open(new Set(found.logs.flatMap((f) => f.records.flatMap((r) => r.takenUp))));
}

function takeNames(state: EngineState): void {
  const { database, index, faults, schemas } = state;
  // A folder of the first format says of plain series only that they are: which rule is theirs follows from their names.
  const isFormer = database.meta(SCHEMAS) === undefined;
  for (const page of database.names()) {
    if (isFormer) state.journal.pages.add(page.page);
    try {
      for (const { id, name, traits } of readNamePage(page))
        take(state, id, name, isFormer ? ruled(schemas, name, traits) : traits);
    } catch (e) {
      reserveTo(index, (page.page + 1) * PAGE_NAMES - 1);
      faults.add(`page ${page.page} of names can't be read: ${e instanceof Error ? e.message : e}`);
    }
  }
  // Blocks may still hold their points.
  for (const id of state.gone.toStored().ids) reserveTo(index, id);
  state.seenDays.load(database.seen(), index.count, (id, day) => index.touch(id, day));
}

function ruled(schemas: Schemas, name: string, traits: Traits): Traits {
  const kind = kindOfTraits(traits);
  if (kind !== 'plain') return traits;
  const rule = ruleOfTraits(schemas.traitsFor(name, kind, true));
  return packTraits({ kind, outcome: false, schema: FLUSH_SCHEMA, undecided: false, rule });
}

/** Gives a name the id it had. Ids between that were lost stay unused for ever. */
function take({ index, faults }: EngineState, id: number, name: string, traits: Traits): void {
  if (index.restore(id, name, traits)) return;
  faults.add(`series ${id} has a name that can't be: '${name.slice(0, 200)}'`);
  reserveTo(index, id);
}

/** No new series gets an id up to this one. */
function reserveTo(index: NameIndex, id: number): void {
  while (index.count <= id) index.reserve();
}

/** A folder of the first format does not say when its series were last seen. */
function touchUnseen({ index, clock }: EngineState): void {
  const today = Math.floor(clock() / 86_400_000);
  for (let id = 0; id < index.count; id++) if (index.seenDay[id] === 0) index.touch(id, today);
}

function takeBlocks({ database, schemas, blocks }: EngineState): void {
  const { moved } = schemas;
  for (const entry of database.blocks()) {
    const tier = moved.get(entry.tier);
    blocks.put(tier === undefined ? entry : { ...entry, tier: tierKey(tier) });
  }
  const renamed = [...blocks.all()].filter((entry) => [...moved.values()].some((t) => tierKey(t) === entry.tier));
  // Together: which tiers there are, and which of them the blocks belong to.
  if (schemas.version > 0) database.commit({ putBlocks: renamed, putMeta: { [SCHEMAS]: schemas.toStored() } });
}

function replay(state: EngineState, found: readonly FoundLog[]): void {
  const { index, gone, undecided } = state;
  for (const { records } of found)
    for (const { declared } of records)
      for (const { id, name, traits } of declared) {
        // What was removed, renamed or decided later stands in the catalogue.
        if (gone.has(id)) continue;
        if (index.nameOf(id) === undefined)
          take(state, id, name, ruleOfTraits(traits) === BY_NAME ? ruled(state.schemas, name, traits) : traits);
        else if (isUndecided(index.traits[id] as number) && !isUndecided(traits)) index.setTraits(id, traits);
        undecided.recoverNamed(id);
        state.journal.pages.add(Math.floor(id / PAGE_NAMES));
      }
  for (const { name, sequence, bytes, records } of found) {
    const known = name === 'late' ? state.late : state.open.get(name);
    const log = known ?? new Log(name, state.clock());
    if (name === 'late') state.late = log;
    else state.open.set(name, log);
    log.sequences.push(sequence);
    log.fileBytes += bytes;
    for (const record of records) {
      for (const section of record.sections) {
        if (!fits(name, section)) {
          state.faults.add(`log ${name}-${sequence}: a section of another window is left out`);
          continue;
        }
        keepIds(state, section);
        log.remember(section, (id) => kindOfTraits(index.traits[id] as number) ?? 'plain');
        undecided.recoverPoints(section.slotS, section.values.ids, section.values.values);
      }
    }
  }
}

function fits(name: LogName, { slotS }: Section): boolean {
  return Number.isInteger(slotS) && (name === 'late' || alignDown(slotS, WINDOW_S) === name);
}

/** A new series must never get the id of values whose name was lost. */
function keepIds({ index }: EngineState, { slotS, timers, apdex, values }: Section): void {
  const day = Math.floor(slotS / 86_400);
  for (const { ids } of [timers, apdex, values]) {
    reserveTo(index, ids.at(-1) ?? -1);
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      if ((index.seenDay[id] as number) < day) index.touch(id, day);
    }
  }
}

/** Blocks beside a catalogue that is new: the old one was lost, and without it they would all count as stray. */
function refuseOrphans(dir: string): never {
  throw new CarpyError(
    'CARPY_STORE_FAILED',
    `${dir}/lmdb was lost, and without it nobody knows what the blocks in ${dir}/blk hold: put it back from a copy, or give another --data-dir`,
  );
}

/** Removes blocks that nothing registers, and lets go of registered ones that are not there. */
async function removeStrayBlocks({ files, dir, blocks, database, faults }: EngineState): Promise<void> {
  const known = new Map([...blocks.all()].map((entry) => [blocks.path(entry), entry]));
  const damaged = new Set(database.meta<readonly string[]>(DAMAGED));
  for (const folder of await files.list(`${dir}/blk`)) {
    for (const file of await files.list(`${dir}/blk/${folder}`)) {
      const path = `${dir}/blk/${folder}/${file}`;
      if (!/\.blk(\.tmp)?$/.test(file) || known.delete(path)) continue;
      if (database.isNew && file.endsWith('.blk')) refuseOrphans(dir);
      if (damaged.has(`blk/${folder}/${file}`)) await setAside({ files, dir }, `blk/${folder}/${file}`);
      else await files.unlink(path);
    }
  }
  if (damaged.size > 0) database.commit({ putMeta: { [DAMAGED]: [] } });
  for (const entry of known.values()) {
    faults.add(`block ${entry.file} is missing: its points are lost, unless a backup has it`);
    blocks.remove(entry);
  }
}
