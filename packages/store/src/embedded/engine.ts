/**
 * The embedded engine: a data folder of write-ahead logs and blocks (files), and LMDB for what changes. One process; one thread writes,
 * others make and read blocks.
 *
 *     batch ── sections ──> write-queue ──> log (file, then memory) ──seal──> blocks ──merge, derive──> longer and coarser ones
 *                                                                     registered in LMDB
 *     read: a plan (memory, and which blocks) ──> the blocks, by whichever thread
 *
 * What is promised: docs/storage.md. Bytes: docs/format.md.
 */
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { CarpyError, fileFault, isCarpyError } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import { nodeFiles } from '../files/node-files.ts';
import { NameIndex } from '../index-tree/name-index.ts';
import type { Tier } from '../schema/schema.ts';
import { type NameRules, Schemas } from '../schema/schemas.ts';
import { USUAL_RULES } from '../schema/usual-rules.ts';
import type { Store } from '../store.ts';
import { Blocks } from './blocks.ts';
import { CUT, GONE } from './catalogue-keys.ts';
import { checkTiers, defaultTiers } from './check-tiers.ts';
import { ClockWatch } from './clock-watch.ts';
import { type Database, openDatabase } from './database.ts';
import type { StoredCut } from './disk-room.ts';
import { allLogs, type EngineState } from './engine-state.ts';
import { Faults } from './faults.ts';
import { Gone, type StoredGone } from './gone.ts';
import { type RunJob, runJob } from './jobs/job.ts';
import { WindowFile } from './kept-window.ts';
import { type Lock, takeLock } from './lock.ts';
import { Maintenance } from './maintenance.ts';
import { NameJournal } from './name-journal.ts';
import { type FoundLogs, lastSchemas, readLogs, recover } from './recovery.ts';
import { SeenDays } from './seen-days.ts';
import { type EmbeddedSeries, seriesGroup, Writers } from './series-group.ts';
import { stateOf } from './state.ts';
import { statusOf } from './status.ts';
import { Undecided } from './undecided.ts';
import { WriteQueue } from './write-queue.ts';

/** How long a window waits after its end for what is under way, besides one flush interval. */
const GRACE_S = 60;

export interface EmbeddedOptions {
  /** The data folder; made when it is not there. */
  readonly dir: string;
  /** The step of what comes with flushes, ms; a multiple of 1,000. */
  readonly flushIntervalMs: number;
  /** Tiers of what comes with flushes, finest first; the default is the flush interval for 1 day, then 1m:14d,10m:90d,1h:2y. */
  readonly tiers?: readonly Tier[];
  /** Which plain series have other tiers, and how they roll up: Graphite's configuration; by default its usual rules by name. */
  readonly names?: NameRules;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Milliseconds since any moment, never stepped. When given, nothing is dropped as too old before `clock` has run steadily beside it for 10 minutes. */
  readonly uptimeMs?: () => number;
  readonly files?: FileSystem;
  /** Does sealing and merging; the default does it on this thread, in slices. */
  readonly runJob?: RunJob;
  /** Ends what `runJob` does: the store closes and must not wait for it. What it would have made is made after the next opening. */
  readonly cancelJobs?: () => Promise<void>;
  /** Bytes that open windows may hold together; past it batches are refused until one is sealed. Default half of the memory. */
  readonly maxMemoryBytes?: number;
  /** Bytes that the folder may take: past it the finest tiers' oldest points are given up, which the status says. Default: no bound. */
  readonly maxDiskBytes?: number;
}

export interface EmbeddedStore extends Store {
  readonly series: EmbeddedSeries;
  /** Seals, merges and drops whatever is due by the clock, and resolves when that is done. It happens by itself too, within a second or so. */
  settle(): Promise<void>;
}

/** What tests put in the place of the real thing. */
export interface EngineParts {
  readonly openDatabase: (path: string, tiers: readonly Tier[]) => Promise<Database>;
}

/**
 * Opens a data folder, or makes one. Throws CARPY_BAD_CONFIG (tiers), CARPY_STORE_LOCKED (another process has it), CARPY_STORE_FORMAT
 * (a newer version wrote it) and CARPY_STORE_FAILED (the folder can't be used).
 */
export async function openEmbedded(
  options: EmbeddedOptions,
  parts: EngineParts = { openDatabase },
): Promise<EmbeddedStore> {
  const { dir, flushIntervalMs, files = nodeFiles } = options;
  const tiers = options.tiers ?? defaultTiers(flushIntervalMs / 1000);
  checkTiers(tiers, flushIntervalMs);
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1)
    throw new CarpyError('CARPY_STORE_FAILED', 'the embedded store needs a little-endian machine');
  let lock: Lock | undefined;
  let database: Database | undefined;
  try {
    await files.makeDir(dir);
    // The folder's own name; a parent that may not be read is the user's to keep safe.
    await files.syncDir(dirname(dir)).catch(() => undefined);
    const held = await takeLock(dir);
    lock = held;
    await makeFolders(files, dir);
    database = await parts.openDatabase(`${dir}/lmdb`, tiers);
    const faults = new Faults();
    const logs = await readLogs(files, dir, database, faults, flushIntervalMs / 1000);
    const writers = new Writers();
    const state = engineState(options, tiers, held, database, faults, logs, writers);
    await recover(state, logs);
    return storeOf(state, held, writers, options.cancelJobs);
  } catch (e) {
    await database?.close();
    await lock?.release();
    if (isCarpyError(e)) throw e;
    throw new CarpyError(
      'CARPY_STORE_FAILED',
      `the data folder ${dir} cannot be used: ${fileFault(e)}; give one that can be written and has room with --data-dir`,
      { cause: e },
    );
  }
}

function engineState(
  options: EmbeddedOptions,
  tiers: readonly Tier[],
  lock: Lock,
  database: Database,
  faults: Faults,
  { logs }: FoundLogs,
  writers: Writers,
): EngineState {
  const { dir, clock, files = nodeFiles } = options;
  const fineStepS = options.flushIntervalMs / 1000;
  const index = new NameIndex();
  const blocks = new Blocks(files, dir, faults);
  const known = database.blocks();
  const state: EngineState = {
    dir,
    files,
    fineStepS,
    graceS: GRACE_S + fineStepS,
    clock,
    clockWatch: options.uptimeMs && new ClockWatch(clock, options.uptimeMs),
    maxMemoryBytes: options.maxMemoryBytes ?? halfOfMemory(),
    maxDiskBytes: options.maxDiskBytes,
    cut: new Map(database.meta<StoredCut>(CUT)),
    forget: (ids) => writers.forget(index, ids),
    checkFolder: () => checkFolder(lock),
    index,
    journal: new NameJournal(),
    schemas: new Schemas(options.names ?? USUAL_RULES, tiers, lastSchemas(database, logs), clock() / 1000),
    undecided: new Undecided(undefined, index),
    gone: new Gone(blocks, database.meta<StoredGone>(GONE)),
    seenDays: new SeenDays(),
    database,
    blocks,
    faults,
    window: new WindowFile(files, dir, faults),
    runJob: options.runJob ?? ((job) => runJob(job, files)),
    unregistered: [],
    open: new Map(),
    frozen: [],
    late: undefined,
    nextSequence: 0,
    nextGeneration: known.reduce((next, b) => Math.max(next, b.generation + 1), 0),
  };
  return state;
}

/** Of the container where it has a limit, else of the machine. A limit that is not set reads as 0 or a huge number. */
function halfOfMemory(): number {
  const limit = process.constrainedMemory();
  return (limit > 0 ? Math.min(limit, totalmem()) : totalmem()) / 2;
}

/** Says no path: the answer of a refused write shows this to whoever asked. */
function checkFolder(lock: Lock): void {
  if (lock.isHeld()) return;
  throw new CarpyError(
    'CARPY_STORE_FAILED',
    'the data folder was removed, replaced or taken by another process; put it back, or start this one again',
  );
}

async function makeFolders(files: FileSystem, dir: string): Promise<void> {
  // LMDB makes its files itself; its folder is made here, so that its name is durable.
  for (const folder of ['wal', 'blk', 'lmdb']) await files.makeDir(`${dir}/${folder}`);
  await files.syncDir(dir);
}

function storeOf(
  state: EngineState,
  lock: Lock,
  writers: Writers,
  cancelJobs: () => Promise<void> = async () => undefined,
): EmbeddedStore {
  const queue = new WriteQueue(state);
  const maintenance = new Maintenance(state, queue);
  /** Reads under way: their files stay open until they end. */
  const reads = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;
  const checkOpen = (): void => {
    if (closed !== undefined) throw new CarpyError('CARPY_STORE_CLOSED', 'no further calls are taken');
  };
  const small = stateOf(state.database, checkOpen, state.checkFolder);
  // Windows that came due while nobody ran are sealed at once.
  void maintenance.look();
  return {
    groups: new Set(['series', 'timers', 'state'] as const),
    series: seriesGroup(state, { queue, maintenance, reads, writers, checkOpen }),
    state: small,
    window: {
      read() {
        checkOpen();
        return state.window.kept();
      },
      keep(bytes) {
        checkOpen();
        state.checkFolder();
        return state.window.keep(bytes);
      },
    },
    status() {
      checkOpen();
      return statusOf(state);
    },
    async settle() {
      checkOpen();
      await queue.settle();
      await maintenance.settle();
    },
    close() {
      closed ??= (async () => {
        await queue.settle();
        await maintenance.stop(cancelJobs);
        await state.window.settle();
        await small.settle();
        await Promise.allSettled(reads);
        for (const log of allLogs(state)) await log.closeFile();
        state.blocks.close();
        await state.database.close();
        await lock.release();
      })();
      return closed;
    },
  };
}
