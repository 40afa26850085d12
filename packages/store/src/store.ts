/**
 * The store: one interface in four groups: series, timers, records, state. An engine declares the groups that it keeps, and the
 * shared conformance suite (test/conformance.ts) runs those. Every request and answer here is plain data that can cross threads.
 *
 * Times: a range is (fromS, untilS], seconds since the epoch, as Graphite has it. Slots are stamped as core/slots.ts says.
 * Gaps are NaN.
 */
import type { FlushBatch, PointBatch, SeriesKind, WriteResult } from '@carpy/core';
import type { ReadPlan } from './embedded/read-plan.ts';
import type { Tier } from './schema/schema.ts';

export type { Tier } from './schema/schema.ts';

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

export interface StoreStatus {
  readonly engine: string;
  /** Tiers of what comes with flushes. */
  readonly tiers: readonly Tier[];
  /** All schemas in use, the flushes' own first. */
  readonly schemas: readonly SchemaStatus[];
  readonly seriesCount: number;
  /** Bytes on disk. */
  readonly diskBytes: number;
  readonly disk: DiskStatus | undefined;
  /** Stamp of the first and the newest slot that holds anything; undefined while empty. */
  readonly firstSlotS: number | undefined;
  readonly lastSlotS: number | undefined;
  /** Damaged parts set aside since the start, one line each, newest last, at most 20. */
  readonly faults: readonly string[];
  /** Why nothing can be written at this moment (a full disk); absent while writing goes on. */
  readonly stalled?: string;
}

export interface SchemaStatus {
  readonly tiers: readonly Tier[];
  /** Series made under it. */
  readonly series: number;
}

/** Room, bytes. Undefined fields are not known (yet). */
export interface DiskStatus {
  /** What the store may take (--max-disk); undefined: all there is. */
  readonly maxBytes: number | undefined;
  /** Free on the disk. */
  readonly freeBytes: number | undefined;
  /** What a day adds at the present rate, before retention takes anything. */
  readonly bytesADay: number | undefined;
  /** When the bound or the disk is reached at that rate, retention counted; undefined when it never is. Seconds since the epoch. */
  readonly fullAtS: number | undefined;
  /** Oldest slot that the bound made the store give up before its retention, by tier's step; empty while there is room. */
  readonly cut: readonly { readonly stepS: number; readonly beforeS: number }[];
}

/** Series and timers: written by batches, found by glob, read by id. */
export interface SeriesGroup {
  /** Opens a writer with series numbers of its own (core/batch.ts). */
  openWriter(): SeriesWriter;
  /**
   * The nodes one glob matches, one level, sorted by name: `carpy.*` lists apps. Records show as branches with their leaves below.
   * Servers (`carpy.<app>.<server>`) that were silent for 14 days are left out unless named without a wildcard, or asked for.
   */
  find(pattern: string, options?: FindOptions): MaybePromise<FoundNode[]>;
  /** The leaves that a path glob matches, sorted by path; a leaf of a record gives its record and the column's name. `limit` bounds the answer; past it throws CARPY_TOO_MUCH. */
  resolve(pattern: string, limit: number): MaybePromise<SeriesMatch[]>;
  /** The records (timers, Apdex) whose own path the glob matches, sorted by path. `limit` as in resolve. */
  resolveRecords(pattern: string, limit: number): MaybePromise<SeriesMatch[]>;
  /**
   * The series that all expressions match, sorted by path, as Graphite's seriesByTag: `tag=value`, `tag!=value`, `tag=~regex`,
   * `tag!=~regex`; an empty value is an absent tag; one expression at least must not match the empty value, else CARPY_BAD_REQUEST.
   * Untagged series have their path as their only tag, `name`. `check` is asked every few ms; what it throws ends the search.
   */
  findByTags(expressions: readonly string[], limit: number, check?: () => void): MaybePromise<SeriesMatch[]>;
  /** Names of tags (`tag` undefined) or the values of one tag, of series that the expressions match, that start with `prefix`; sorted. `check` as in findByTags. */
  completeTags(request: TagCompletion, check?: () => void): MaybePromise<string[]>;
  /** The values of one tag, sorted, with how many series have each; past `limit` the first ones. Undefined where no series has the tag. `check` as in findByTags. */
  tagValues(request: TagValuesRequest, check?: () => void): MaybePromise<readonly TagValue[] | undefined>;
  /** Paths of all leaves of untagged series, in the order in which the series came, a page at a time. */
  paths(request: PathsRequest): MaybePromise<PathsPage>;
  /** The method by which the series of a path becomes coarser, `average`; undefined where there is no such series. */
  aggregationOf(path: string): MaybePromise<string | undefined>;
  /** How many series lie at and below a path. */
  count(prefix: string): MaybePromise<number>;
  /** Removes the series at and below a path (`servers.old`), and their points: from answers at once, from the disk when blocks are next merged. Durable when it resolves. */
  remove(prefix: string): Promise<{ readonly series: number }>;
  /**
   * Moves the series at and below a path to another one; points come along. Throws CARPY_BAD_REQUEST when a name there is taken or can't be.
   * What is still sent under the old names makes new series there.
   */
  rename(from: string, to: string): Promise<{ readonly series: number }>;
  /** The half of a read that needs the store; SealedReader does the other half in any thread. Absent where all reads are the store's own. */
  plan?(request: ReadRequest): Promise<ReadPlan>;
  /**
   * One number in shared memory that changes with every name made, removed or renamed, so that other threads know whether what they
   * resolved still holds. Absent where the names are elsewhere.
   */
  readonly namesVersion?: Int32Array;
  /** Reads whole series; see ReadRequest. */
  read(request: ReadRequest): Promise<ReadAnswer>;
}

export type MaybePromise<T> = T | Promise<T>;

export interface FindOptions {
  /** Servers without a value for 14 days; default 'hide'. */
  readonly silent?: 'hide' | 'show';
  /** Nodes answered at most; past it throws CARPY_TOO_MUCH. */
  readonly limit?: number;
}

export interface TagCompletion {
  readonly tag: string | undefined;
  readonly prefix: string;
  readonly expressions: readonly string[];
  /** Of names of tags only those that this regular expression matches from the start. */
  readonly filter?: string;
  readonly limit: number;
}

export interface TagValuesRequest {
  readonly tag: string;
  /** A regular expression, anchored at the start; undefined: all. */
  readonly filter: string | undefined;
  readonly limit: number;
}

export interface TagValue {
  readonly value: string;
  readonly series: number;
}

export interface PathsRequest {
  /** `next` of the page before; 0 at first. */
  readonly after: number;
  /** Series a page; a record has several leaves. */
  readonly series: number;
}

export interface PathsPage {
  readonly paths: readonly string[];
  /** Undefined at the end. */
  readonly next: number | undefined;
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
  /** Cut the range to what is kept at `nowS`, and answer at least one slot of it where it is not empty then: as whisper does. */
  readonly onlyKept?: boolean;
  /** Also read sketches, where the tier has them. A choice `withSketches` reads the finest tier that has them for the whole range. */
  readonly sketches: 'none' | 'where-kept' | 'required';
  /**
   * Also answer what lies before the retention of the chosen tier, from coarser tiers, as `earlier`. Without it a range has one step a
   * series.
   */
  readonly join?: boolean;
  /** Slots of all series together; past it nothing is read and it throws CARPY_TOO_MUCH. An engine that can't tell before takes no notice. */
  readonly maxPoints?: number;
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
  /** With `join`: the part of the range before `startS`, of a coarser step; may have an earlier part itself. */
  readonly earlier?: SeriesData;
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
