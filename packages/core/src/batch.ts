/**
 * What ingest hands to the store: plain objects of typed arrays, made to be transferred between threads, not copied.
 *
 * A writer numbers the series it knows itself, densely from 0, and declares each number once, in the batch that first uses it.
 * So a known name costs four bytes a batch and no string.
 */
import type { SeriesKind } from './timer.ts';

export interface SeriesDeclaration {
  /** The writer's own number of this series. */
  readonly id: number;
  readonly kind: SeriesKind;
  /** Full path; of a record for timers and Apdex. */
  readonly name: string;
  /** Plain series only: how it rolls up, where the sender knows; a series that is there already keeps its own rule. */
  readonly rule?: RollUpRule;
}

/** How values of a plain series become one coarser value; whisper's methods, in the order of its numbers for them, from 1. */
export const ROLL_UP_METHODS = ['average', 'sum', 'last', 'max', 'min', 'avg_zero', 'absmax', 'absmin'] as const;
export type RollUpMethod = (typeof ROLL_UP_METHODS)[number];

export interface RollUpRule {
  readonly method: RollUpMethod;
  /** Share of slots that must hold a value, 0 to 1. */
  readonly xFilesFactor: number;
}

/** One closed interval. Ids are ascending inside each group, and each comes at most once. */
export interface FlushBatch {
  /** The stamp: the end of the interval, seconds since the epoch; a multiple of stepS. */
  readonly slotS: number;
  readonly stepS: number;
  /** How much of the interval was recorded, ms. */
  readonly coveredMs: number;
  readonly declared: readonly SeriesDeclaration[];
  /** Id of the kept window (store.ts) whose values this flush holds; the window goes when the flush is durable. */
  readonly takesUp?: string;
  readonly timers: {
    readonly ids: Uint32Array;
    /** TIMER_COLUMNS of each id, one after the other: 6 values an id. */
    readonly columns: Float64Array;
    /** Encoded sketches of all ids, one after the other. */
    readonly sketches: Uint8Array;
    /** End of each id's sketch within `sketches`. */
    readonly sketchEnds: Uint32Array;
  };
  readonly apdex: {
    readonly ids: Uint32Array;
    /** APDEX_COLUMNS of each id: 3 values an id. */
    readonly counts: Float64Array;
  };
  /** Counters, gauges, sets and plain series. */
  readonly values: {
    readonly ids: Uint32Array;
    readonly values: Float64Array;
  };
}

/** Points with stamps of their own, as carbon brings them: kind `plain`, the later of two points in one slot stays. */
export interface PointBatch {
  readonly declared: readonly SeriesDeclaration[];
  readonly ids: Uint32Array;
  /** Seconds since the epoch. */
  readonly atS: Float64Array;
  readonly values: Float64Array;
  /**
   * Seconds that each point stands for, where it comes from an archive of that step; 0: a point of its own. Where the series keeps finer slots
   * of that time, the point fills them all (a sum is shared out), so that they roll up to it again.
   */
  readonly spanS?: Uint32Array;
}

/** What the store did with a batch. */
export interface WriteResult {
  readonly stored: number;
  /** Values dropped because their series has another kind, or a path lies at or under a record. */
  readonly rejected: number;
  /** A few of the names rejected, for display. */
  readonly rejectedNames: readonly string[];
}

/** The buffers of a batch, to be handed to postMessage as its transfer list. */
export function transferables(batch: FlushBatch | PointBatch): ArrayBuffer[] {
  const arrays =
    'timers' in batch
      ? [
          batch.timers.ids,
          batch.timers.columns,
          batch.timers.sketches,
          batch.timers.sketchEnds,
          batch.apdex.ids,
          batch.apdex.counts,
          batch.values.ids,
          batch.values.values,
        ]
      : [batch.ids, batch.atS, batch.values, ...(batch.spanS === undefined ? [] : [batch.spanS])];
  return [...new Set(arrays.map((a) => a.buffer as ArrayBuffer))];
}
