/** What the parts of the engine share: where it lives, its names, its blocks and its logs. */
import { alignDown, type SeriesKind } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import type { NameTree } from '../index-tree/name-tree.ts';
import type { Tier } from '../store.ts';
import type { Blocks } from './blocks.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { Database } from './database.ts';
import type { Faults } from './faults.ts';
import type { WindowFile } from './kept-window.ts';
import type { Log } from './log.ts';
import type { NamedSeries } from './log-record.ts';
import { WINDOW_S, type WindowMemory } from './window.ts';

export interface EngineState {
  readonly dir: string;
  readonly files: FileSystem;
  /** Finest first. */
  readonly tiers: readonly Tier[];
  readonly fineStepS: number;
  /** How long after its end a window waits for flushes that are under way, seconds. */
  readonly graceS: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Undefined: the clock is always believed. */
  readonly clockWatch: ClockWatch | undefined;
  /** Bytes that open windows may hold together; past it batches are refused. */
  readonly maxMemoryBytes: number;
  /** Throws CARPY_STORE_FAILED when the data folder is no longer this process'. */
  readonly checkFolder: () => void;
  readonly tree: NameTree;
  readonly database: Database;
  readonly blocks: Blocks;
  readonly faults: Faults;
  readonly window: WindowFile;
  /** Logs of windows that take sections, by start of the window. */
  readonly open: Map<number, Log>;
  /** Closed logs that wait for their seal or are being sealed, the oldest first. */
  readonly frozen: Log[];
  late: Log | undefined;
  /** Series with ids below are in the database. */
  namesInDatabase: number;
  nextSequence: number;
}

/** The kind of a series; series whose name was lost never come this far but in damaged folders, and are plain. */
export const kindIn =
  (tree: NameTree): ((id: number) => SeriesKind) =>
  (id) =>
    tree.kindOf(id) ?? 'plain';

/** What is in memory of a window, in the order in which it merges. */
export function memoriesOf(state: EngineState, windowS: number): WindowMemory[] {
  const found: WindowMemory[] = [];
  for (const log of state.frozen) {
    const window = log.windows.get(windowS);
    if (window !== undefined) found.push(window);
  }
  for (const log of [state.open.get(windowS), state.late]) {
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

/** True when the tier still keeps any of the window, as all do while the clock can't be believed. */
export const keeps = (state: EngineState, tier: Tier, windowS: number): boolean =>
  windowS + WINDOW_S > nowS(state) - tier.retentionS || state.clockWatch?.isSteady() === false;

export const windowOf = (slotS: number): number => alignDown(slotS, WINDOW_S);

/** Series that the database doesn't have yet. */
export function newNames(state: EngineState): NamedSeries[] {
  const named: NamedSeries[] = [];
  for (let id = state.namesInDatabase; id < state.tree.count; id++) {
    const name = state.tree.nameOf(id);
    const kind = state.tree.kindOf(id);
    if (name !== undefined && kind !== undefined) named.push({ id, kind, name });
  }
  return named;
}
