/**
 * Where evaluation gets its series: the server gives an implementation over the store. Asynchronous and batched: one call brings
 * all that one target needs. Ranges are (fromS, untilS], seconds since the epoch; gaps are NaN.
 */
import type { Sketch } from '@carpy/core';

/** How buckets of a series are made when fewer points are asked for. */
export type ConsolidationName =
  | 'average'
  | 'avg_zero'
  | 'sum'
  | 'min'
  | 'max'
  | 'first'
  | 'last'
  | 'median'
  | 'multiply'
  | 'diff'
  | 'stddev'
  | 'range'
  | 'count';

export interface FetchRequest {
  /** A path glob, as in the target; with `tags` the text of the seriesByTag() that it stands for. */
  readonly pattern: string;
  readonly fromS: number;
  readonly untilS: number;
  /** Tag expressions (`tag=value`, `tag!=value`, `tag=~regex`, `tag!=~regex`) that all must match, instead of a glob. */
  readonly tags?: readonly string[] | undefined;
  /** Where in the target they stand, for errors. */
  readonly position?: number | undefined;
}

export interface EventsRequest {
  readonly fromS: number;
  readonly untilS: number;
  /** Tags that an event must all have; none: every event. */
  readonly tags: readonly string[];
}

/** Something that happened at a moment: a deploy, a remark. */
export interface GraphiteEvent {
  readonly atS: number;
}

/** A leaf: one series of numbers. */
export interface FetchedSeries {
  readonly path: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly startS: number;
  readonly stepS: number;
  readonly values: Float64Array;
  /** Default consolidation by the series' kind. */
  readonly consolidation: ConsolidationName;
  /** Set for leaves of records: the record itself, from which coarser values are right where averages of leaves are wrong. */
  readonly record: FetchedRecord | undefined;
  readonly leaf: string | undefined;
}

/** A timer's or an Apdex' record over a range. */
export interface FetchedRecord {
  /** The record's own path: `carpy.shop.web-1.checkout.ok`. */
  readonly path: string;
  readonly kind: 'timer' | 'apdex';
  readonly startS: number;
  readonly stepS: number;
  readonly slots: number;
  /** TIMER_COLUMNS or APDEX_COLUMNS, one column after the other, `slots` values each. */
  readonly columns: Float64Array;
  /** The sketch of a slot; undefined where none is kept. Timers only. */
  sketchAt(slot: number): Sketch | undefined;
}

export interface FetchContext {
  readonly nowS: number;
  /** Result points wanted, if any: the source may answer a coarser tier. */
  readonly maxDataPoints: number | undefined;
  /** Series and points that the query may still read; the source refuses more before it reads any, where it can tell. */
  readonly left?: { readonly series: number; readonly points: number };
}

export interface SeriesSource {
  /** One answer for each request, in that order; an answer is sorted by path. Throws CARPY_TOO_MUCH past the limits. */
  fetch(requests: readonly FetchRequest[], context: FetchContext): Promise<FetchedSeries[][]>;
  /** Records by their own path. With `sketches` all come in the finest tier that has sketches for the whole range. */
  fetchRecords(
    requests: readonly (FetchRequest & { readonly sketches: boolean })[],
    context: FetchContext,
  ): Promise<FetchedRecord[][]>;
  /** Events of each range, in order of time. Absent where none are kept: then there are none. */
  fetchEvents?(requests: readonly EventsRequest[]): Promise<GraphiteEvent[][]>;
}
