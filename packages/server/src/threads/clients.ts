/**
 * What the other rooms look like from one room: asynchronous, plain data only, since every call crosses a thread.
 * Implementations are in this folder; tests may give their own.
 */
import type { PointBatch, WriteResult } from '@carpy/core';
import type {
  FindOptions,
  FoundNode,
  PathsPage,
  PathsRequest,
  ReadAnswer,
  ReadRequest,
  SeriesMatch,
  StateEntry,
  StoreStatus,
  TagCompletion,
  TagValue,
  TagValuesRequest,
} from '@carpy/store';
import type { StopFlag } from '../query/query-stop.ts';

/** The store's readable half, as the query room sees it. */
export interface StoreReader {
  find(pattern: string, options?: FindOptions): Promise<FoundNode[]>;
  resolve(pattern: string, limit: number): Promise<SeriesMatch[]>;
  resolveRecords(pattern: string, limit: number): Promise<SeriesMatch[]>;
  /** `stop` ends the search once it says so; so it does for the two after this. */
  findByTags(expressions: readonly string[], limit: number, stop?: StopFlag): Promise<SeriesMatch[]>;
  completeTags(request: TagCompletion, stop?: StopFlag): Promise<string[]>;
  tagValues(request: TagValuesRequest, stop?: StopFlag): Promise<readonly TagValue[] | undefined>;
  paths(request: PathsRequest): Promise<PathsPage>;
  aggregationOf(path: string): Promise<string | undefined>;
  /** `check` is asked every few ms where the reading is done in this thread; what it throws ends it. */
  read(request: ReadRequest, check?: () => void): Promise<ReadAnswer>;
  status(): Promise<StoreStatus>;
}

/** Small mutable values; see StateGroup of the store. */
export interface StateClient {
  get<T>(key: string): Promise<T | undefined>;
  put(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  list<T>(
    prefix: string,
    options?: { readonly after?: string; readonly limit?: number; readonly reverse?: boolean },
  ): Promise<StateEntry<T>[]>;
}

export interface StoreClient extends StoreReader {
  /**
   * Points of a batch that declares all its series. Durable when it resolves; refused with CARPY_STORE_FAILED while nothing can be written.
   */
  importPoints(batch: PointBatch): Promise<WriteResult>;
  /** How many series lie at and below a path. */
  count(prefix: string): Promise<number>;
  /** Removes the series at and below a path; see SeriesGroup of the store. */
  remove(prefix: string): Promise<{ readonly series: number }>;
  rename(from: string, to: string): Promise<{ readonly series: number }>;
  readonly state: StateClient;
}
