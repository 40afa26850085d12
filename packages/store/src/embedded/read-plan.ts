/**
 * A plan of a read: which tier of which series, which blocks hold it, and as values what is in memory only. Plain data that crosses
 * threads, so that sealed data is read by whoever wants it and never passes the store's thread. Made by read-planner.ts, carried out by
 * read-execute.ts.
 */
import type { Rule } from '../schema/schema.ts';
import type { BlockEntry } from './block-entry.ts';

export interface ReadPlan {
  readonly parts: readonly PlanPart[];
  /** For each id asked for: the part that has it, and its row there. */
  readonly partOf: Uint32Array;
  readonly rowOf: Uint32Array;
  readonly rules: readonly Rule[];
}

/** Series of one schema over a range of one tier's slots. */
export interface PlanPart {
  readonly stepS: number;
  /** Stamp of the first slot. */
  readonly startS: number;
  readonly slots: number;
  /** Ascending, each once. */
  readonly ids: Uint32Array;
  /** Numbers of their kinds, in KINDS. */
  readonly kinds: Uint8Array;
  /** Timers' sketches are wanted. */
  readonly sketches: boolean;
  /** That meet the range, in order of generation. */
  readonly blocks: readonly BlockEntry[];
  readonly memory: readonly MemoryPart[];
  /** Values whose series has no step yet; where a slot has none, they are it. */
  readonly points: readonly PlanPoint[];
  /** What is still to be made of the tier before. */
  readonly finer: readonly FinerPart[];
  /** With `join`: what lies before, in a coarser tier; the same ids. */
  readonly earlier: PlanPart | undefined;
}

/** All that there is of a window, for series that have something in memory there: it takes the place of what blocks say. */
export interface MemoryPart {
  readonly startS: number;
  readonly slots: number;
  /** Milliseconds recorded of each slot. */
  readonly coveredMs: Float64Array;
  /** Rows of the part's ids that have values, ascending. */
  readonly rows: Uint32Array;
  /** Row after row, in each column after column, `slots` values each. */
  readonly columns: Float64Array;
  /** Sketches of all timers, row after row and slot after slot, with the end of each; empty when they are not wanted. */
  readonly sketches: Uint8Array;
  readonly sketchEnds: Uint32Array;
}

export interface PlanPoint {
  readonly row: number;
  readonly slot: number;
  readonly value: number;
}

/** A range of a coarse tier's slots that the tier before gives: not derived yet, or touched by what came late. */
export interface FinerPart {
  /** Stamp of the first slot, and slots, in the coarse tier's step. */
  readonly startS: number;
  readonly slots: number;
  /** Rows of the coarse part that take what is made here, ascending. */
  readonly rows: Uint32Array;
  /** The same ids. */
  readonly part: PlanPart;
  /** Numbers of the rules of the part's ids, in the plan's rules. */
  readonly rules: Uint16Array;
}
