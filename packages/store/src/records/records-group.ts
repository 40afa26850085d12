/** The records group of the store: the request log. What an engine of it must do; everything is plain data that may cross threads. */
import type { FacetField, RecordFilter, StoredRecord } from '@carpy/core';

export { FACET_FIELDS, type FacetField } from '@carpy/core';

export interface RecordsGroup {
  /** Resolves when durable. Ids that came before are dropped. Throws CARPY_STORE_FAILED, as on a full disk, and then nothing of the batch counts. */
  append(batch: StoredBatch): Promise<StoredCounts>;
  /** One page. Throws CARPY_BAD_REQUEST for a cursor that no answer gave, CARPY_CANCELLED when `stop` says so. */
  search(search: RecordSearch, stop?: () => boolean): Promise<RecordSearchAnswer>;
  get(id: string): Promise<StoredRecord | undefined>;
  /** When the oldest record of an app began, epoch ms; of all for an empty name. Undefined where there is none. */
  oldestMs(app: string): Promise<number | undefined>;
  /** Time against duration of what matches, evenly thinned past `limit`. */
  points(search: RecordScope, limit: number): Promise<RecordPoints>;
  /** Takes out what matches for good: no file holds it when this resolves. */
  remove(scope: RecordScope): Promise<{ readonly removed: number }>;
  status(): RecordsStatus;
  close(): Promise<void>;
}

export interface StoredCounts {
  readonly stored: number;
  readonly repeated: number;
  /** Places in the batch of those that came before; absent where there are none. */
  readonly repeatedAt?: readonly number[];
}

export interface StoredBatch {
  readonly app: string;
  readonly server: string;
  /** When it came, epoch ms of the server. */
  readonly atMs: number;
  /** Per transaction: how many there were and how many are kept. */
  readonly seen: Readonly<Record<string, number>>;
  readonly kept: Readonly<Record<string, number>>;
  readonly records: readonly StoredRecord[];
}

/** Records of (fromMs, untilMs] by their start. */
export interface RecordScope {
  /** As in the records, a segment; empty: all. */
  readonly app: string;
  readonly filter: RecordFilter;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface RecordSearch extends RecordScope {
  readonly order: 'newest' | 'slowest';
  /** Records of the page; 0 for none. */
  readonly limit: number;
  readonly cursor: string | undefined;
  /** Values of each facet that are named, the most frequent; 0: no facets. */
  readonly facetValues: number;
  /** Width of the histogram's buckets, ms; 0: none. */
  readonly bucketMs: number;
}

export interface FacetValue {
  readonly value: string;
  /** Records kept. */
  readonly count: number;
  /** Sum of their weights: about how many there were. */
  readonly estimated: number;
}

export interface RecordHistogram {
  /** Start of the first bucket, epoch ms; a multiple of `bucketMs`. */
  readonly startMs: number;
  readonly bucketMs: number;
  /** Sums of weights per bucket; records without an outcome count as ok. */
  readonly ok: readonly number[];
  readonly error: readonly number[];
}

export interface RecordSearchAnswer {
  readonly records: readonly StoredRecord[];
  /** Where the next page begins; undefined at the end. */
  readonly cursor: string | undefined;
  /** Records of the scope that match, and the sum of their weights. Undefined where neither facets nor histogram were asked for. */
  readonly matched: number | undefined;
  readonly estimated: number | undefined;
  /** True where `matched`, facets and histogram come from an even part of the records, scaled up, since all were too many. */
  readonly approximate: boolean;
  /** Of all transactions of app and range (and of the one transaction, where the filter names one at its top): how many there were and are kept. */
  readonly seen: number;
  readonly kept: number;
  readonly facets: Readonly<Partial<Record<FacetField, readonly FacetValue[]>>> | undefined;
  readonly histogram: RecordHistogram | undefined;
  /** Of the app's oldest record, of any time, epoch ms; undefined where it has none. */
  readonly oldestMs: number | undefined;
}

/** Columns of one length. */
export interface RecordPoints {
  readonly ids: readonly string[];
  readonly startMs: readonly number[];
  readonly durationMs: readonly number[];
  /** 1 for an error. */
  readonly error: readonly number[];
  /** Transactions that each stands for; 1 for one that was kept for itself. */
  readonly weight: readonly number[];
  /** What matched in all. */
  readonly matched: number;
}

export interface RecordsStatus {
  readonly records: number;
  readonly bytes: number;
  readonly segments: number;
  /** Epoch ms; undefined while empty. */
  readonly oldestMs: number | undefined;
  /** Sentences on what is wrong; empty when all is well. */
  readonly faults: readonly string[];
}
