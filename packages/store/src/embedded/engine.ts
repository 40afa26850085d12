/**
 * The embedded engine: a data folder of write-ahead logs and blocks (files), and LMDB for what changes. One process, one thread.
 *
 *     batch ── sections ──> write-queue ──> log (file, then memory) ──seal──> blocks, registered in LMDB
 *                                  read: layers of blocks and memory
 *
 * What is promised: docs/storage.md. Bytes: docs/format.md.
 */
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { CarpyError, isCarpyError } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import { nodeFiles } from '../files/node-files.ts';
import { NameTree } from '../index-tree/name-tree.ts';
import type { SeriesGroup, SeriesWriter, Store, Tier } from '../store.ts';
import { Blocks } from './blocks.ts';
import { ClockWatch } from './clock-watch.ts';
import { type Database, openDatabase } from './database.ts';
import { allLogs, type EngineState, nowS } from './engine-state.ts';
import { Faults } from './faults.ts';
import { WindowFile } from './kept-window.ts';
import { type Lock, takeLock } from './lock.ts';
import { Maintenance } from './maintenance.ts';
import { type Bounds, prepareFlush, preparePoints, SeriesNumbers } from './prepare.ts';
import { readSeries } from './read.ts';
import { recover } from './recovery.ts';
import { stateOf } from './state.ts';
import { statusOf } from './status.ts';
import { WINDOW_S } from './window.ts';
import { WriteQueue } from './write-queue.ts';

/** Series of one store; further names are rejected and counted. */
const MAX_SERIES = 2_000_000;
/** Points this far ahead of the clock are still taken. */
const FUTURE_S = 86_400;
/** How long a window waits after its end for what is under way, besides one flush interval. */
const GRACE_S = 60;

export interface EmbeddedOptions {
  /** The data folder; made when it is not there. */
  readonly dir: string;
  /** The step of the finest tier, ms; a multiple of 1,000. */
  readonly flushIntervalMs: number;
  /** Finest first; the default is the flush interval for 1 day and 1 minute for 14 days. Steps divide 10 minutes and each other. */
  readonly tiers?: readonly Tier[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Milliseconds since any moment, never stepped. When given, nothing is dropped as too old before `clock` has run steadily beside it for 10 minutes. */
  readonly uptimeMs?: () => number;
  readonly files?: FileSystem;
  /** Bytes that open windows may hold together; past it batches are refused until one is sealed. Default half of the memory. */
  readonly maxMemoryBytes?: number;
}

export interface EmbeddedStore extends Store {
  /** Seals and drops whatever is due by the clock, and resolves when that is done. It happens by itself too, within a second or so. */
  settle(): Promise<void>;
}

/** What tests put in the place of the real thing. */
export interface EngineParts {
  readonly openDatabase: (path: string, fineStepS: number) => Promise<Database>;
}

/**
 * Opens a data folder, or makes one. Throws CARPY_BAD_CONFIG (tiers), CARPY_STORE_LOCKED (another process has it), CARPY_STORE_FORMAT
 * (a newer version wrote it) and CARPY_STORE_FAILED (the folder can't be used).
 */
export async function openEmbedded(
  options: EmbeddedOptions,
  parts: EngineParts = { openDatabase },
): Promise<EmbeddedStore> {
  const { dir, flushIntervalMs, clock, files = nodeFiles } = options;
  const tiers = options.tiers ?? defaultTiers(flushIntervalMs / 1000);
  checkTiers(tiers, flushIntervalMs);
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1)
    throw new CarpyError('CARPY_STORE_FAILED', 'the embedded store needs a little-endian machine');
  const fineStepS = (tiers[0] as Tier).stepS;
  let lock: Lock | undefined;
  let database: Database | undefined;
  try {
    await files.makeDir(dir);
    // The folder's own name; a parent that may not be read is the user's to keep safe.
    await files.syncDir(dirname(dir)).catch(() => undefined);
    const held = await takeLock(dir);
    lock = held;
    await makeFolders(files, dir, tiers);
    database = await parts.openDatabase(`${dir}/lmdb`, fineStepS);
    const faults = new Faults();
    const state: EngineState = {
      dir,
      files,
      tiers,
      fineStepS,
      graceS: GRACE_S + fineStepS,
      clock,
      clockWatch: options.uptimeMs && new ClockWatch(clock, options.uptimeMs),
      maxMemoryBytes: options.maxMemoryBytes ?? halfOfMemory(),
      checkFolder: () => checkFolder(held),
      tree: new NameTree(),
      database,
      blocks: new Blocks(files, dir, faults),
      faults,
      window: new WindowFile(files, dir, faults),
      open: new Map(),
      frozen: [],
      late: undefined,
      namesInDatabase: 0,
      nextSequence: 0,
    };
    await recover(state);
    return storeOf(state, held);
  } catch (e) {
    await database?.close();
    await lock?.release();
    if (isCarpyError(e)) throw e;
    throw new CarpyError(
      'CARPY_STORE_FAILED',
      `${dir}: ${e instanceof Error ? e.message : e}; the folder must be writable and have room (--data-dir names another)`,
      { cause: e },
    );
  }
}

const defaultTiers = (fineStepS: number): Tier[] => [
  { stepS: fineStepS, retentionS: 86_400 },
  { stepS: 60, retentionS: 14 * 86_400 },
];

function checkTiers(tiers: readonly Tier[], flushIntervalMs: number): void {
  const bad = (what: string): CarpyError => new CarpyError('CARPY_BAD_CONFIG', `tiers: ${what}`);
  const [finest] = tiers;
  if (finest === undefined) throw bad('there must be one at least');
  if (finest.stepS * 1000 !== flushIntervalMs)
    throw bad(`the finest step is ${finest.stepS} s, the flush interval ${flushIntervalMs} ms; they must be the same`);
  tiers.forEach(({ stepS, retentionS }, i) => {
    if (!Number.isInteger(stepS) || stepS < 1 || WINDOW_S % stepS !== 0)
      throw bad(`a step of ${stepS} s does not divide 10 minutes`);
    const finer = tiers[i - 1];
    if (finer !== undefined && (stepS <= finer.stepS || stepS % finer.stepS !== 0))
      throw bad(`${stepS} s is no multiple of ${finer.stepS} s`);
    if (!(retentionS >= WINDOW_S)) throw bad(`a retention of ${retentionS} s is less than 10 minutes`);
    if (finer !== undefined && retentionS < finer.retentionS)
      throw bad('a coarser tier must keep at least as long as a finer one');
  });
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

async function makeFolders(files: FileSystem, dir: string, tiers: readonly Tier[]): Promise<void> {
  await files.makeDir(`${dir}/wal`);
  for (const { stepS } of tiers) await files.makeDir(`${dir}/blk/${stepS}`);
  // LMDB makes its files itself; its folder is made here, so that its name is durable.
  await files.makeDir(`${dir}/lmdb`);
  await files.syncDir(`${dir}/blk`);
  await files.syncDir(dir);
}

function storeOf(state: EngineState, lock: Lock): EmbeddedStore {
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
    series: seriesGroup(state, queue, maintenance, reads, checkOpen),
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
        await maintenance.stop();
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

function seriesGroup(
  state: EngineState,
  queue: WriteQueue,
  maintenance: Maintenance,
  reads: Set<Promise<unknown>>,
  checkOpen: () => void,
): SeriesGroup {
  return {
    openWriter(): SeriesWriter {
      checkOpen();
      const numbers = new SeriesNumbers(state.tree, MAX_SERIES);
      return {
        async flush(batch) {
          checkOpen();
          const result = await queue.push(prepareFlush(batch, numbers, state.tree, state.fineStepS, boundsOf(state)));
          void maintenance.look();
          return result;
        },
        async points(batch) {
          checkOpen();
          const result = await queue.push(preparePoints(batch, numbers, state.tree, state.fineStepS, boundsOf(state)));
          void maintenance.look();
          return result;
        },
      };
    },
    find(pattern) {
      checkOpen();
      return state.tree.find(pattern);
    },
    resolve(pattern, limit) {
      checkOpen();
      return state.tree.resolve(pattern, limit);
    },
    resolveRecords(pattern, limit) {
      checkOpen();
      return state.tree.resolveRecords(pattern, limit);
    },
    async read(request) {
      checkOpen();
      const answer = readSeries(state, request);
      reads.add(answer);
      try {
        return await answer;
      } finally {
        reads.delete(answer);
      }
    },
  };
}

/** Slots that some tier keeps, and not too far ahead. */
function boundsOf(state: EngineState): Bounds {
  const now = nowS(state);
  const longest = Math.max(...state.tiers.map((t) => t.retentionS));
  return { fromS: now - longest, untilS: now + FUTURE_S };
}
