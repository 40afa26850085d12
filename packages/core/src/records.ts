/**
 * Request records: what an agent tells of single transactions (`POST /api/v1/records`). A body is ndjson, gzip or not: a head, then one
 * line a record.
 */
import type { Outcome } from './paths.ts';

/** Bounds of one body, which agents keep and the server checks. */
export const RECORD_LIMITS = {
  /** On the wire. */
  bodyBytes: 1_048_576,
  unpackedBytes: 16_777_216,
  /** One line. */
  lineBytes: 262_144,
  children: 200,
  logs: 100,
  contextFields: 50,
  /** Characters of a name, a message of an error, a stack, a message of a log line, a value of the context. */
  nameChars: 512,
  messageChars: 4_096,
  stackChars: 16_384,
  logChars: 4_096,
  valueChars: 1_024,
} as const;

/** The first line. */
export interface RecordsHead {
  /** As written, as in hello. */
  readonly app: string;
  readonly server: string;
  readonly version?: string;
  /** The agent's clock, epoch ms. */
  readonly sentAtMs: number;
  /** Server clock minus agent clock, ms, and how long the hello took from which that comes. */
  readonly clockOffsetMs?: number;
  readonly roundTripMs?: number;
  /** By transaction, as displayed: how many ended since the body before, and how many of them were kept. */
  readonly seen: Readonly<Record<string, number>>;
  readonly kept: Readonly<Record<string, number>>;
}

export interface RecordChild {
  readonly name: string;
  /** Index in the list, -1 for the transaction. */
  readonly parent: number;
  readonly startOffsetMs: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
}

export interface RecordError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
}

export interface RecordLog {
  readonly atMs: number;
  /** `warn`, `error`, `fatal` … */
  readonly level: string;
  readonly message: string;
}

/** What the process did while the transaction ran; of all transactions that ran then. */
export interface RecordCauses {
  /** Time in which the event loop was at work. */
  readonly loopBusyMs?: number;
  readonly gcMs?: number;
}

export interface RequestRecord {
  /** 32 hex digits; the server keeps a record once, however often it comes. */
  readonly id: string;
  /** Epoch ms. */
  readonly startMs: number;
  /** Absent, as are transaction and outcome, for `kind: "log"`: a line outside of any transaction. */
  readonly durationMs?: number;
  /** As displayed. */
  readonly transaction?: string;
  readonly outcome?: Outcome;
  /** `http`, `job`, `log` … */
  readonly kind: string;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly requestId?: string;
  /** W3C trace id, 32 hex digits. */
  readonly traceId?: string;
  /**
   * How many transactions this record stands for, itself among them; 1 where absent. Of those picked evenly it is how many there were of
   * one picked, so that sums of weights estimate what was seen (Horvitz and Thompson, 1952).
   */
  readonly weight?: number;
  readonly children: readonly RecordChild[];
  readonly causes?: RecordCauses;
  readonly error?: RecordError;
  readonly context: Readonly<Record<string, string | number | boolean>>;
  readonly logs: readonly RecordLog[];
}

/** A record as the server keeps it. */
export interface StoredRecord extends RequestRecord {
  /** Segments, as in the paths of the metrics, so that one leads to the other. */
  readonly app: string;
  readonly server: string;
  readonly version?: string;
  /** By the agent's clock, where the server's stamp in `startMs` is a corrected one. */
  readonly agentStartMs?: number;
  /** Group of the error, 16 hex digits; there where `error` is. */
  readonly fingerprint?: string;
  /** How many places the server took out for privacy, besides what the agent did; absent where none. */
  readonly redacted?: number;
}

/** The answer to a body that was taken. Lines are counted from 1, the head's; at most 20 bad ones are named. */
export interface RecordsAnswer {
  readonly stored: number;
  readonly repeated: number;
  readonly bad: number;
  readonly badLines: readonly { readonly line: number; readonly reason: string }[];
}
