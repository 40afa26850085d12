/** What the parts of the engine share: where it lives, its names, its blocks and its logs. */
import { alignDown } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import type { NameIndex } from '../index-tree/name-index.ts';
import type { Schemas } from '../schema/schemas.ts';
import type { BlockEntry } from './block-entry.ts';
import type { Blocks } from './blocks.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { Database } from './database.ts';
import type { Faults } from './faults.ts';
import type { Gone } from './gone.ts';
import type { RunJob } from './jobs/job.ts';
import type { WindowFile } from './kept-window.ts';
import type { Log } from './log.ts';
import type { NameJournal } from './name-journal.ts';
import type { SeenDays } from './seen-days.ts';
import type { Undecided } from './undecided.ts';
import { WINDOW_S, type WindowMemory } from './window.ts';

export interface EngineState {
  readonly dir: string;
  readonly files: FileSystem;
  /** How long after its end a window waits for flushes that are under way, seconds. */
  readonly graceS: number;
  /** Step of the flushes, seconds. */
  readonly fineStepS: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Undefined: the clock is always believed. */
  readonly clockWatch: ClockWatch | undefined;
  /** Bytes that open windows may hold together; past it batches are refused. */
  readonly maxMemoryBytes: number;
  /** Bytes that the folder may take; undefined: all there are. */
  readonly maxDiskBytes: number | undefined;
  /** By step: slots before this stamp were given up for the bound. */
  readonly cut: Map<number, number>;
  /** Makes writers declare these series anew when they write to them again. */
  readonly forget: (ids: readonly number[]) => void;
  /** Throws CARPY_STORE_FAILED when the data folder is no longer this process'. */
  readonly checkFolder: () => void;
  readonly index: NameIndex;
  readonly journal: NameJournal;
  readonly schemas: Schemas;
  /** Set anew once names are known, at recovery. */
  undecided: Undecided;
  readonly gone: Gone;
  readonly seenDays: SeenDays;
  readonly database: Database;
  readonly blocks: Blocks;
  readonly faults: Faults;
  readonly window: WindowFile;
  /** Does the long work: sealing, merging, deriving. */
  readonly runJob: RunJob;
  /** Blocks whose commit failed: files that may or may not count. */
  readonly unregistered: BlockEntry[];
  /** Logs of windows that take sections, by start of the window. */
  readonly open: Map<number, Log>;
  /** Closed logs that wait for their seal or are being sealed, the oldest first. */
  readonly frozen: Log[];
  late: Log | undefined;
  nextSequence: number;
  nextGeneration: number;
}

/** What is in memory of a window, in the order in which it merges. */
export function memoriesOf(state: EngineState, windowS: number): WindowMemory[] {
  const found: WindowMemory[] = [];
  for (const log of [...state.frozen, state.open.get(windowS), state.late]) {
    const window = log?.windows.get(windowS);
    if (window !== undefined) found.push(window);
  }
  return found;
}

/** All logs that hold something. */
export const allLogs = (state: EngineState): Log[] => [
  ...state.frozen,
  ...state.open.values(),
  ...(state.late === undefined ? [] : [state.late]),
];

/** The end of a window's grace, seconds since the epoch. */
export const dueS = (state: EngineState, windowS: number): number => windowS + WINDOW_S + state.graceS;

export const nowS = (state: EngineState): number => state.clock() / 1000;

/** What is older than this may go, when its tier keeps it no longer; nothing while the clock can't be believed. */
export const dropClockS = (state: EngineState): number =>
  state.clockWatch?.isSteady() === false ? Number.NEGATIVE_INFINITY : nowS(state);

export const windowOf = (slotS: number): number => alignDown(slotS, WINDOW_S);
