/**
 * The store: one interface in four groups: series, timers, records, state. An engine declares the groups that it keeps, and the
 * shared conformance suite (test/conformance.ts) runs those. Every request and answer here is plain data that can cross threads.
 *
 * Times: a range is (fromS, untilS], seconds since the epoch, as Graphite has it. Slots are stamped as core/slots.ts says.
 * Gaps are NaN.
 */
import type { FlushBatch, PointBatch, SeriesKind, WriteResult } from '@carpy/core';

export type StoreGroupName = 'series' | 'timers' | 'records' | 'state';

export interface Store {
  readonly groups: ReadonlySet<StoreGroupName>;
  readonly series: SeriesGroup;
  readonly state: StateGroup;
  readonly window: WindowGroup;
  status(): StoreStatus;
  /** Makes everything acknowledged durable and lets go of files and locks. Further calls throw CARPY_STORE_CLOSED. */
  close(): Promise<void>;
}

/** A resolution with its retention. */
export interface Tier {
  readonly stepS: number;
  readonly retentionS: number;
}

export interface StoreStatus {
  readonly engine: string;
  readonly tiers: readonly Tier[];
  readonly seriesCount: number;
  /** Bytes on disk. */
  readonly diskBytes: number;
  /** Stamp of the first and the newest slot that holds anything; undefined while empty. */
  readonly firstSlotS: number | undefined;
  readonly lastSlotS: number | undefined;
  /** Damaged parts set aside since the start, one line each, newest last, at most 20. */
  readonly faults: readonly string[];
  /** Why nothing can be written at this moment (a full disk); absent while writing goes on. */
  readonly stalled?: string;
}

/** Series and timers: written by batches, found by glob, read by id. */
export interface SeriesGroup {
  /** Opens a writer with series numbers of its own (core/batch.ts). */
  openWriter(): SeriesWriter;
  /** The nodes one glob matches, one level, sorted by name: `carpy.*` lists apps. Records show as branches with their leaves below. */
  find(pattern: string): FoundNode[];
  /** The leaves that a path glob matches, sorted by path; a leaf of a record gives its record and the column's name. `limit` bounds the answer; past it throws CARPY_TOO_MUCH. */
  resolve(pattern: string, limit: number): SeriesMatch[];
  /** The records (timers, Apdex) whose own path the glob matches, sorted by path. `limit` as in resolve. */
  resolveRecords(pattern: string, limit: number): SeriesMatch[];
  /** Reads whole series; see ReadRequest. */
  read(request: ReadRequest): Promise<ReadAnswer>;
}

export interface SeriesWriter {
  /** Resolves when the batch is durable: one append and one fdatasync. Batches are kept in the order of the calls. */
  flush(batch: FlushBatch): Promise<WriteResult>;
  /** Resolves when the points are durable. */
  points(batch: PointBatch): Promise<WriteResult>;
}

export interface FoundNode {
  /** Full path of the node. */
  readonly path: string;
  /** Its last segment. */
  readonly name: string;
  readonly leaf: boolean;
  readonly branch: boolean;
}

export interface SeriesMatch {
  /** The store's own id of the series, or of the record that holds the leaf. */
  readonly id: number;
  /** The full path that matched: `carpy.a.s.t.ok.mean`, or the record's own path. */
  readonly path: string;
  readonly kind: SeriesKind;
  /** The record's leaf (`mean`, `score` …); undefined for series that are no records, and in resolveRecords. */
  readonly leaf: string | undefined;
}

/** Which resolution to read. */
export type TierChoice =
  /** As Graphite: the finest tier whose retention still covers `nowS - fromS`. */
  | { readonly by: 'age' }
  /** The finest tier that covers the range with at most `maxPoints` slots (else the coarsest). */
  | { readonly by: 'points'; readonly maxPoints: number }
  /** The finest tier of at least this step that covers the range (else the coarsest). */
  | { readonly by: 'step'; readonly stepS: number };

export interface ReadRequest {
  readonly ids: readonly number[];
  readonly fromS: number;
  readonly untilS: number;
  /** Now, for the choice by age; seconds since the epoch. */
  readonly nowS: number;
  readonly tier: TierChoice;
  /** Also read sketches, where the tier has them. A choice `withSketches` reads the finest tier that has them for the whole range. */
  readonly sketches: 'none' | 'where-kept' | 'required';
}

export interface ReadAnswer {
  /** One for each id asked for, in that order. */
  readonly series: readonly SeriesData[];
  /** One for each step that comes in `series`. */
  readonly coverage: readonly Coverage[];
}

export interface SeriesData {
  readonly id: number;
  readonly kind: SeriesKind;
  /** Stamp of the first slot. */
  readonly startS: number;
  readonly stepS: number;
  readonly slots: number;
  /**
   * The stored columns, one after the other, `slots` values each: TIMER_COLUMNS for a timer, APDEX_COLUMNS for Apdex, one column
   * for the rest. NaN where nothing was written.
   */
  readonly columns: Float64Array;
  /** Encoded sketches (core's Sketch) one a slot, empty where there is none; undefined when not asked for or not a timer. */
  readonly sketches: SketchColumn | undefined;
}

export interface SketchColumn {
  readonly bytes: Uint8Array;
  /** End of each slot's sketch within `bytes`; `slots` numbers. */
  readonly ends: Uint32Array;
}

/** How much of each slot this server recorded. */
export interface Coverage {
  readonly startS: number;
  readonly stepS: number;
  /** Milliseconds recorded of each slot; 0 where the server did not run. */
  readonly coveredMs: Float64Array;
}

/** The open interval of a server that was told to stop, as bytes of the aggregator's own format. */
export interface WindowGroup {
  /** What was kept at the last stop and no flush has taken up yet. A flush takes it up by naming its id (core/batch.ts, takesUp). */
  read(): { readonly id: string; readonly bytes: Uint8Array } | undefined;
  /** Keeps bytes, durable when the promise resolves. They replace what was kept before, which the caller must have taken into them. */
  keep(bytes: Uint8Array): Promise<void>;
}

/** Small mutable values (annotations, servers, display names …): ordered by key, durable when the promise resolves. */
export interface StateGroup {
  get<T>(key: string): T | undefined;
  /** Values are what structured clone takes. */
  put(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  /** Entries whose key starts with `prefix`, in key order; `after` skips up to and with that key. */
  list<T>(
    prefix: string,
    options?: { readonly after?: string; readonly limit?: number; readonly reverse?: boolean },
  ): StateEntry<T>[];
}

export interface StateEntry<T> {
  readonly key: string;
  readonly value: T;
}

/**
 * The records group: the request log. Types only in this version: no engine keeps it yet.
 * Appending resolves when durable; ids that came before are dropped.
 */
export interface RecordsGroup {
  append(batch: RecordBatch): Promise<{ readonly stored: number; readonly repeated: number }>;
  query(query: RecordQuery): Promise<{
    readonly records: readonly unknown[];
    readonly seen: number;
    readonly kept: number;
    readonly cursor: string | undefined;
  }>;
}

export interface RecordBatch {
  readonly app: string;
  readonly server: string;
  readonly version: string | undefined;
  /** Per transaction: how many there were and how many are kept. */
  readonly seen: Readonly<Record<string, number>>;
  readonly kept: Readonly<Record<string, number>>;
  readonly records: readonly unknown[];
}

export interface RecordQuery {
  readonly app: string;
  readonly q: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly limit: number;
  readonly cursor: string | undefined;
}
