/** What the room of records answers on errors: plain data, since it may be in another thread. */
import type { ErrorGroupChange, ErrorGroupRow, ErrorGroupState } from '@carpy/api';
import type { StoredRecord } from '@carpy/core';

/** (fromMs, toMs], epoch ms, of one app (its segment), of all servers or some (segments). */
export interface ErrorScope {
  readonly app: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly servers: readonly string[];
}

/** Errors of records, by segment of the transaction: sums of weights, those without anything told of the error among them. */
export interface RecordedErrors {
  readonly byTransaction: Readonly<Record<string, number>>;
  /** Of errors outside of any transaction. */
  readonly others: number;
}

export interface RecordedFacts extends RecordedErrors {
  /** When the app's oldest record that is kept began, of any time, epoch ms; undefined where there is none. */
  readonly oldestMs: number | undefined;
}

/** By how much counts of a transaction (its segment) are multiplied, where records were left out; 1 for all others. */
export type CountFactors = Readonly<Record<string, number>>;

export interface ErrorListRequest extends ErrorScope {
  readonly factors: CountFactors;
  readonly state: ErrorGroupState | undefined;
  /** Words that type, pattern, message or culprit must have, all of them. */
  readonly q: string;
  /** Segment. */
  readonly transaction: string | undefined;
  readonly limit: number;
  readonly buckets: number;
}

/** Without what main adds. */
export type CountedGroup = Omit<ErrorGroupRow, 'newSince' | 'shareOfRequests'>;

export interface ErrorListAnswer {
  readonly startMs: number;
  readonly bucketMs: number;
  /** The most frequent first. */
  readonly groups: readonly CountedGroup[];
  readonly total: number;
  /** Groups that had to go for the bound. */
  readonly dropped: number;
  /** True where no record of the app is known. */
  readonly noRecords: boolean;
}

export interface ErrorGroupRequest extends ErrorScope {
  readonly factors: CountFactors;
  readonly fingerprint: string;
  readonly samples: number;
  readonly buckets: number;
}

export interface ErrorGroupFound {
  readonly startMs: number;
  readonly bucketMs: number;
  readonly group: CountedGroup;
  /** The newest first. */
  readonly samples: readonly StoredRecord[];
}

export interface ErrorsClient {
  recorded(scope: ErrorScope): Promise<RecordedFacts>;
  list(request: ErrorListRequest): Promise<ErrorListAnswer>;
  /** Undefined where there is no such group. */
  group(request: ErrorGroupRequest): Promise<ErrorGroupFound | undefined>;
  /** True where there is such a group. Durable when it resolves. */
  change(request: {
    readonly app: string;
    readonly fingerprint: string;
    readonly change: ErrorGroupChange;
  }): Promise<boolean>;
  /** After records of an app, or of all apps (empty), were removed: what groups keep of their texts goes too. */
  removed(app: string): Promise<void>;
}
