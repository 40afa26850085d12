/**
 * Requests and answers of `/api/v1` as the UI sees them. Columnar: a series is a start, a step and its values.
 * In JSON a gap is null. Durations are ms; stamps are epoch ms or epoch s as their names say.
 */

import type { IngestCounts } from './status-types.ts';

export type Values = readonly (number | null)[];

/** The grid that every chart of one answer shares. */
export interface Grid {
  /** Stamp of the first slot, epoch s. */
  readonly startS: number;
  readonly stepS: number;
  readonly slots: number;
  /** The finest step, for the events-of-a-slot formula: slot t holds (t - fineStepS, t + stepS - fineStepS]. */
  readonly fineStepS: number;
  /** ms of each slot that the server recorded; a slot covered under half and without values is "not recorded". */
  readonly coveredMs: readonly number[];
  /** Step of median and upper_95 where it is coarser than stepS: their values repeat over it, null while it is still filling. */
  readonly percentileStepS?: number;
  /** Why the step is coarser than the range alone asks for, in words; absent when it is not. */
  readonly stepReason?: string;
  /** Index of the slot still filling, if the range ends now: draw counts dashed, hold means and percentiles back. */
  readonly openSlot?: number;
  /** So many slots from there on are still filling: of records, which come later than metrics; 1 unless given. */
  readonly openSlots?: number;
}

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  /** True when the range ends now and slides. */
  readonly live: boolean;
}

export interface ApdexTotals {
  readonly score: number | null;
  readonly satisfied: number;
  readonly tolerating: number;
  readonly frustrated: number;
  /** T in ms; null when the transactions differ. */
  readonly thresholdMs: number | null;
}

/** Figures of a range, percentiles from merged sketches. Null where there was nothing. */
export interface Totals {
  /** ok and error together. */
  readonly count: number;
  readonly errorCount: number;
  /** Of ok transactions, unless there are none. */
  readonly meanMs: number | null;
  readonly lowerMs: number | null;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly upperMs: number | null;
  /** Sum of all durations, ok and error. */
  readonly totalMs: number;
  readonly apdex: ApdexTotals;
  /** Seconds of the range that were recorded, for rates. */
  readonly recordedS: number;
}

/** One outcome's timing over the grid. */
export interface TimingColumns {
  readonly count: Values;
  readonly mean: Values;
  readonly median: Values;
  readonly upper_95: Values;
  readonly upper: Values;
  readonly lower: Values;
}

export interface ServerSummary {
  /** Segment, as in paths and the URL. */
  readonly server: string;
  readonly display: string;
  /** When its last packet's flush was, epoch ms. */
  readonly lastSeenMs: number | null;
  readonly reporting: boolean;
  readonly version: string | null;
}

export interface AppSummary {
  readonly app: string;
  readonly display: string;
  readonly servers: readonly ServerSummary[];
  readonly firstPointMs: number | null;
  readonly lastPointMs: number | null;
  readonly totals: Totals;
  /** Requests a slot over the range's grid. */
  readonly spark: Values;
}

export interface AppsAnswer {
  readonly range: Range;
  readonly grid: Grid;
  readonly apps: readonly AppSummary[];
}

export interface Annotation {
  readonly id: string;
  readonly whenMs: number;
  readonly app: string | null;
  readonly servers: readonly string[];
  readonly version: string | null;
  readonly text: string;
  readonly tags: readonly string[];
}

export interface TransactionRow {
  /** Segment, as in paths and the URL. */
  readonly transaction: string;
  /** The name as written. */
  readonly display: string;
  readonly totals: Totals;
  /** Its share of all transactions' total time, 0 to 1. */
  readonly share: number;
  /** upper_95 and errors over the grid, for sparks. */
  readonly p95: Values;
  readonly errors: Values;
}

export interface StackLayer {
  /** Path of functions under the transaction, `.`-joined segments; `_own` is own time, `_rest` the sum of layers not shown. */
  readonly function: string;
  readonly display: string;
  /** ms a request on average: sum over children / count of transactions. */
  readonly values: Values;
}

export interface OverviewAnswer {
  readonly range: Range;
  readonly grid: Grid;
  readonly app: string;
  readonly display: string;
  readonly firstPointMs: number | null;
  readonly lastPointMs: number | null;
  readonly servers: readonly (ServerSummary & { readonly totals: Totals })[];
  readonly totals: Totals;
  readonly ok: TimingColumns;
  readonly error: TimingColumns;
  readonly apdex: {
    readonly score: Values;
    readonly satisfied: Values;
    readonly tolerating: Values;
    readonly frustrated: Values;
  };
  readonly stack: readonly StackLayer[];
  /** Top 10 by total time; `transactionCount` says how many there are. */
  readonly transactions: readonly TransactionRow[];
  readonly transactionCount: number;
  readonly annotations: readonly Annotation[];
}

export interface TransactionsAnswer {
  readonly range: Range;
  readonly grid: Grid;
  readonly app: string;
  readonly display: string;
  readonly rows: readonly TransactionRow[];
}

export interface FunctionRow {
  /** Path of functions, `.`-joined segments; `_own` for own time. */
  readonly function: string;
  readonly display: string;
  /** Nesting, 0 for a direct child. */
  readonly depth: number;
  readonly calls: number;
  readonly callsPerRequest: number;
  readonly meanOkMs: number | null;
  readonly meanErrorMs: number | null;
  readonly errorCount: number;
  /** Inclusive time of all calls, ms. */
  readonly totalMs: number;
  /** ms a request: inclusive, and without its own children (never below 0). */
  readonly inclusivePerRequestMs: number;
  readonly selfPerRequestMs: number;
  /** Its share of the transaction's total time, 0 to 1; more than 1 is possible where children overlap. */
  readonly share: number;
}

export interface TransactionAnswer {
  readonly range: Range;
  readonly grid: Grid;
  readonly app: string;
  readonly transaction: string;
  readonly display: string;
  readonly firstPointMs: number | null;
  readonly lastPointMs: number | null;
  readonly totals: Totals;
  readonly ok: TimingColumns;
  readonly error: TimingColumns;
  readonly apdex: OverviewAnswer['apdex'];
  /** Mean of ok and error together over the grid, ms: the line over the stack where children overlapped. */
  readonly mean: Values;
  readonly stack: readonly StackLayer[];
  /** True where own time plus children exceed the mean by more than 1 % somewhere: children ran in parallel or outlived it. */
  readonly parallel: boolean;
  readonly functions: readonly FunctionRow[];
  readonly servers: readonly (ServerSummary & { readonly totals: Totals })[];
  readonly annotations: readonly Annotation[];
}

/**
 * `GET /api/v1/apps/:app/heatmap?transaction=`: how durations spread over time. Its grid has the step at which sketches are kept.
 * Row r holds durations in (edgesMs[r], edgesMs[r + 1]]; edges grow by one factor, so rows are of equal height on a logarithmic
 * axis. The first row also holds what is faster, and 0.
 */
export interface HeatmapAnswer {
  readonly range: Range;
  readonly grid: Grid;
  readonly app: string;
  /** Absent where it is all transactions. */
  readonly transaction?: string;
  /** As displayed; of the transaction where one was asked for. */
  readonly display: string;
  /** One more than there are rows; empty without any request. */
  readonly edgesMs: readonly number[];
  /** Requests by row, ok and error alike, one list a slot; null for a slot without any. */
  readonly columns: readonly (readonly number[] | null)[];
  /** Of ok requests, ms; null for the slot still filling. */
  readonly median: Values;
  readonly upper_95: Values;
  /** All requests of the range, and those of which no sketch is kept: they are in no cell. */
  readonly count: number;
  readonly withoutSketch: number;
  readonly annotations: readonly Annotation[];
}

/** `/api/v1/series` and `/api/v1/series/rename`. */
export interface SeriesAnswer {
  readonly path: string;
  /** Series at and below it. */
  readonly series: number;
}

/** Events of `GET /api/v1/live` (server-sent events; `event:` is the key, `data:` the JSON). */
export interface LiveEvents {
  /** At connect and every 15 s as a comment besides. */
  readonly hello: { readonly nowMs: number; readonly flushIntervalMs: number };
  /** After each flush is readable. */
  readonly flush: { readonly slotS: number; readonly stepS: number; readonly apps: readonly string[] };
  /** The first packet of a sender, and then at most once a second: for the welcome page. */
  readonly ingest: IngestCounts;
  readonly annotation: Annotation;
}

export interface ErrorAnswer {
  readonly error: {
    readonly code: string;
    readonly message: string;
    /** Offset of the fault in the target or time given, 0-based. */
    readonly position?: number;
    readonly requestId: string;
  };
}
