/** Requests and answers of the request log and of errors, under `/api/v1/records`, `/api/v1/errors`, `/api/v1/sourcemaps`. */
import type { StoredRecord } from '@carpy/core';

/** What a row of the request table needs of a record. */
export interface RecordRow {
  readonly id: string;
  readonly startMs: number;
  readonly app: string;
  readonly server: string;
  readonly version?: string;
  readonly kind: string;
  readonly transaction?: string;
  readonly durationMs?: number;
  readonly outcome?: 'ok' | 'error';
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly fingerprint?: string;
  readonly errorType?: string;
  /** First line, at most 300 characters; of a log line its text. */
  readonly message?: string;
  /** Of a log line. */
  readonly level?: string;
  /** Transactions that it stands for; 1 where absent. */
  readonly weight?: number;
}

export interface RecordFacetValue {
  readonly value: string;
  readonly count: number;
  readonly estimated: number;
}

/** `GET /api/v1/records?app=&q=&from=&to=&order=newest|slowest&limit=&cursor=&view=rows&facets=10&buckets=120`. */
export interface RecordsPage {
  /** Epoch ms of the range, (from, to]. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Whole records; with `view=rows` absent, and `rows` there. */
  readonly records?: readonly StoredRecord[];
  readonly rows?: readonly RecordRow[];
  readonly cursor: string | null;
  /** Of app and range: transactions that there were, and that are kept. */
  readonly seen: number;
  readonly kept: number;
  /** Records that match, and about how many transactions they stand for; null unless facets or buckets were asked for. */
  readonly matched: number | null;
  readonly estimated: number | null;
  readonly approximate: boolean;
  /** Field to values, the most frequent first: outcome, status, method, transaction, server, version, kind, duration. */
  readonly facets?: Readonly<Record<string, readonly RecordFacetValue[]>>;
  readonly histogram?: {
    readonly startMs: number;
    readonly bucketMs: number;
    /** Sums of weights: about how many there were. */
    readonly ok: readonly number[];
    readonly error: readonly number[];
  };
  /** The app's oldest record of any time, or that of all apps where none was named, epoch ms; null where there is none. For "older than what is kept". */
  readonly oldestMs: number | null;
}

/** `GET /api/v1/records/points?app=&q=&from=&to=&limit=2000`: columns of one length. */
export interface RecordPointsAnswer {
  readonly ids: readonly string[];
  readonly startMs: readonly number[];
  readonly durationMs: readonly number[];
  readonly error: readonly number[];
  /** Transactions that each stands for; 1 for one that was kept for itself. */
  readonly weight: readonly number[];
  readonly matched: number;
  readonly seen: number;
  readonly kept: number;
}

/** `GET /api/v1/records/:id?app=`. Frames are those of the error's stack, mapped back where a source map is there. */
export interface RecordDetailAnswer {
  readonly record: StoredRecord;
  readonly frames: readonly StackFrame[];
}

export interface StackFrame {
  /** The line of the stack as it came. */
  readonly text: string;
  readonly function?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** True for the application's own code: not of node:, node_modules, or site-packages. */
  readonly own: boolean;
  /** Where the source map says it is from. */
  readonly original?: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly function?: string;
  };
  /** Lines of source about it, where the map carries sources; `startLine` is the number of the first. */
  readonly source?: { readonly startLine: number; readonly lines: readonly string[] };
}

/** `DELETE /api/v1/records?app=&q=&from=&to=` (q must not be empty). */
export interface RecordsRemovedAnswer {
  readonly removed: number;
}

/** What became of bodies of records, since the start. */
export interface RecordsIntakeCounts {
  /** Answered 202. */
  readonly bodies: number;
  readonly stored: number;
  readonly repeated: number;
  /** Lines. */
  readonly bad: number;
  /** Bodies, by why. */
  readonly refused: {
    /** 429. */
    readonly busy: number;
    /** 413. */
    readonly tooLarge: number;
    /** 400 and 415. */
    readonly unreadable: number;
    /** 5xx. */
    readonly failed: number;
  };
}

/** The request log in the answer of `/api/v1/status`. */
export interface StatusRecords {
  readonly intake: RecordsIntakeCounts;
  /** Live tails open, and those that were closed since they did not keep up. */
  readonly tails: number;
  readonly tailsDropped: number;
  readonly limits: {
    /** What one app may send, a second on average: records, and bytes once unpacked. */
    readonly recordsPerS: number;
    readonly bytesPerS: number;
    /** Seconds of it that may come at once. */
    readonly burstS: number;
    /** What one address may send, as many times as an app. */
    readonly addressFactor: number;
    /** What is kept: age, and bytes on the disk. */
    readonly retentionMs: number;
    readonly maxBytes: number;
  };
  /** Why it is closed for now, and ms until it is opened again; null while it stands open. */
  readonly outage: { readonly why: string; readonly againInMs: number } | null;
  /** Null where the room of the request log does not answer. */
  readonly kept: {
    readonly records: number;
    readonly bytes: number;
    readonly segments: number;
    /** Epoch ms; null while empty. */
    readonly oldestMs: number | null;
    readonly faults: readonly string[];
  } | null;
}

/** `GET /api/v1/live?topic=tail&app=&q=`: events of the stream. */
export interface LiveTailEvents {
  /** Rows that came since the event before, oldest first: at most 50 an event, 200 a second. */
  readonly tail: {
    readonly rows: readonly RecordRow[];
    /** Matching records of this second, shown or not. */
    readonly ratePerS: number;
    readonly shownPerS: number;
  };
}

export type ErrorGroupState = 'open' | 'resolved' | 'ignored';

export interface ErrorGroupRow {
  /** 16 hex digits. */
  readonly fingerprint: string;
  readonly app: string;
  readonly type: string;
  /** The message with what varies taken out: `card declined <n>`. */
  readonly pattern: string;
  /** Of the newest. */
  readonly message: string;
  /** The first own frame, where there is a stack. */
  readonly culprit?: string;
  readonly state: ErrorGroupState;
  /** Of all times. Epoch ms. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly firstVersion?: string;
  readonly lastVersion?: string;
  /** Version since which it is new: the latest deploy of the range came before its first sight. */
  readonly newSince?: string;
  /** True where it came back after it was resolved. */
  readonly reopened?: boolean;
  /** In the range. */
  readonly count: number;
  /** False where records were left out, and count is their share of the exact number of errors. */
  readonly exact: boolean;
  /** Of the range's transactions, 0 to 1; null where their number is not known. */
  readonly shareOfRequests: number | null;
  readonly transactions: readonly { readonly name: string; readonly count: number }[];
  readonly servers: readonly { readonly name: string; readonly count: number }[];
  readonly versions: readonly { readonly name: string; readonly count: number }[];
  /** Counts per bucket of the range. */
  readonly trend: readonly number[];
}

/** `GET /api/v1/errors?app=&from=&to=&state=open&q=`; sorted by count. */
export interface ErrorsAnswer {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
  readonly startMs: number;
  readonly groups: readonly ErrorGroupRow[];
  /** Groups that match; `groups` has at most 200 of them. */
  readonly total: number;
  /** Errors of the range: exact, from the metrics. */
  readonly errorCount: number;
  readonly requestCount: number;
  /** Groups that had to go for the bound on groups, of all times; absent where none. */
  readonly dropped?: number;
  /** True for an app of which no record was ever kept: how to turn records on is the answer. */
  readonly noRecords: boolean;
}

/** `GET /api/v1/errors/:fingerprint?app=&from=&to=`. */
export interface ErrorGroupAnswer {
  readonly fromMs: number;
  readonly toMs: number;
  readonly startMs: number;
  readonly bucketMs: number;
  readonly group: ErrorGroupRow;
  /** The five latest texts. */
  readonly messages: readonly { readonly text: string; readonly atMs: number }[];
  /** The latest, newest first, at most 20. */
  readonly samples: readonly RecordRow[];
  /** The newest sample with its frames; absent where none of the range is kept. */
  readonly latest?: RecordDetailAnswer;
}

/** `POST /api/v1/errors/:fingerprint?app=` answers the group. */
export interface ErrorGroupChange {
  readonly action: 'resolve' | 'ignore' | 'reopen';
  /** Resolved as of this version: it opens again when a later one has it. */
  readonly version?: string;
}

/** `POST /api/v1/sourcemaps?app=&version=&file=` with the map as the body; GET lists, DELETE with the same parameters removes. */
export interface SourceMapEntry {
  readonly app: string;
  readonly version: string;
  /** The built file that it belongs to, as stacks name its end: `dist/server.js`. */
  readonly file: string;
  readonly bytes: number;
  readonly uploadedMs: number;
}

/** `GET /api/v1/privacy`: what of a request is kept, for people to read. */
export interface PrivacyAnswer {
  readonly retentionMs: number;
  /** What the server takes out of every text. */
  readonly patterns: readonly {
    readonly name: string;
    readonly example: string;
    readonly replacement: string;
    readonly on: boolean;
  }[];
  /** Fields of a record that are kept, with a sentence each. */
  readonly fields: readonly { readonly name: string; readonly text: string }[];
  /** Context keys seen lately, by app; what is not on `allowedContext` is dropped where that is not empty. */
  readonly contextKeys: readonly { readonly app: string; readonly keys: readonly string[] }[];
  readonly allowedContext: readonly string[];
  /** Places taken out since the start, by pattern. */
  readonly redactedCounts: Readonly<Record<string, number>>;
}

/** `GET /api/v1/audit`: newest first. */
export interface AuditEntry {
  readonly atMs: number;
  /** `records.removed`, `error.resolved`, `sourcemap.removed` … */
  readonly action: string;
  readonly text: string;
  /** Address of the client. */
  readonly from: string;
}
