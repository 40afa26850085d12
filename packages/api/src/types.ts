/**
 * Requests and answers of `/api/v1` as the UI sees them. Columnar: a series is a start, a step and its values.
 * In JSON a gap is null. Durations are ms; stamps are epoch ms or epoch s as their names say.
 */

import type { StatusRecords } from './records-types.ts';

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

/** `GET /api/v1/status`: what the welcome page and the System page ask. */
export interface StatusAnswer {
  readonly version: string;
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly listeners: {
    /** As clients reach them; null where off. Host is that of this request. */
    readonly http: string;
    readonly statsdUdp: string | null;
    readonly statsdTcp: string | null;
    /** StatsD's admin commands. */
    readonly statsdAdmin: string | null;
    readonly carbon: string | null;
    readonly carbonPickle: string | null;
  };
  /** Sentences on listeners that are not where they usually are: "8125 is taken by netdata (pid 812): …". */
  readonly notices: readonly string[];
  readonly flushIntervalMs: number;
  readonly ingest: IngestCounts;
  readonly queries: QueryCounts;
  readonly store: {
    readonly engine: string;
    readonly seriesCount: number;
    readonly diskBytes: number;
    readonly tiers: readonly { readonly stepS: number; readonly retentionS: number }[];
    /** All schemas in use, the flushes' own first, with how many series each has. */
    readonly schemas: readonly {
      readonly tiers: readonly { readonly stepS: number; readonly retentionS: number }[];
      readonly series: number;
    }[];
    readonly disk: StatusDisk | null;
    readonly faults: readonly string[];
  };
  readonly records: StatusRecords;
  readonly memoryBytes: number;
}

/** Queries of Graphite's API and of the UI's pages, since the start, by how they ended. */
export interface QueryCounts {
  readonly running: number;
  readonly answered: number;
  /** They asked for too much. */
  readonly refused: number;
  /** Whoever asked went away. */
  readonly cancelled: number;
  readonly timedOut: number;
  readonly failed: number;
  /** The last ones that took more than a second, the latest first. */
  readonly slow: readonly SlowQuery[];
}

export interface SlowQuery {
  /** `render`, `find`, or the name of a page. */
  readonly kind: string;
  /** Targets, the pattern, or app and transaction; at most 300 characters. */
  readonly what: string;
  readonly startedAtMs: number;
  readonly tookMs: number;
  readonly outcome: 'answered' | 'refused' | 'cancelled' | 'timedOut' | 'failed';
}

/** Room, bytes; null where it is not known. */
export interface StatusDisk {
  /** --max-disk. */
  readonly maxBytes: number | null;
  readonly freeBytes: number | null;
  /** What a day adds at the present rate, before retention takes anything. */
  readonly bytesADay: number | null;
  /** When the bound or the disk is reached, retention counted; null when it never is. */
  readonly fullAtMs: number | null;
  /** What the bound made the store give up before its retention. */
  readonly cut: readonly { readonly stepS: number; readonly beforeS: number }[];
}

/** `/api/v1/series` and `/api/v1/series/rename`. */
export interface SeriesAnswer {
  readonly path: string;
  /** Series at and below it. */
  readonly series: number;
}

/** Counts since the start: what was parsed and aggregated. */
export interface AggregatedCounts {
  readonly packets: number;
  readonly metrics: number;
  readonly carbonPoints: number;
  /** Lines dropped, by cause: `unknown_type`, `no_value`, `bad_value`, `negative`, `too_long` … */
  readonly bad: Readonly<Record<string, number>>;
  /** The last few bad lines, cut to 200 characters, newest first. */
  readonly badSamples: readonly { readonly cause: string; readonly line: string; readonly atMs: number }[];
  readonly flushes: number;
  readonly lastPacketAtMs: number | null;
  /** Address of the last packet's sender. */
  readonly lastSender: string | null;
  readonly seriesActive: number;
  /** Series that StatsD and carbon hold in memory, and how many there may be. */
  readonly names: number;
  readonly maxNames: number;
  /** Names that idled and were forgotten to make room for new ones. */
  readonly namesForgotten: number;
  /** DogStatsD's events (kept as annotations) and service checks (only counted). */
  readonly events: number;
  readonly serviceChecks: number;
}

/** StatsD's listeners. Counts since the start. */
export interface StatsdListening {
  /** TCP and unix stream clients now. */
  readonly clients: number;
  /** Clients refused because there were too many, and closed for silence. */
  readonly refused: number;
  readonly idle: number;
  readonly errors: number;
  /** Last lines of streams that never got their newline. */
  readonly unterminated: number;
  /** Datagrams that the kernel dropped because this server did not read them in time; null where the system does not tell. */
  readonly kernelDrops: number | null;
  /** Bytes of the UDP receive buffer as granted; null without UDP. */
  readonly receiveBufferBytes: number | null;
  /** How datagrams are read: `drain` is the fastest; null without UDP. */
  readonly mode: 'drain' | 'hybrid' | 'events' | null;
  /** Set by the admin port's `health`. */
  readonly health: 'up' | 'down';
}

/** One of carbon's listeners. Counts since the start. */
export interface CarbonListening {
  /** TCP clients now. */
  readonly clients: number;
  /** Clients refused because there were too many, and closed for silence. */
  readonly refused: number;
  readonly idle: number;
  readonly errors: number;
  /** Last lines or frames of streams that never ended. */
  readonly unterminated: number;
}

/** One place to which flushes or lines are also sent. Counts since the start; of points, for StatsD of lines. */
export interface ForwardState {
  /** `carbon://graphite:2003`, `udp://statsd:8125`, `console`. */
  readonly target: string;
  readonly sent: number;
  readonly sentBytes: number;
  readonly lost: number;
  readonly queuedBytes: number;
  readonly connected: boolean;
  readonly lastError: string | null;
  /** Epoch ms. */
  readonly lastErrorAtMs: number | null;
  readonly lastSentAtMs: number | null;
}

export interface IngestCounts extends AggregatedCounts {
  /** Null where StatsD is off. */
  readonly statsd: StatsdListening | null;
  /** Carbon's protocols; null where off. */
  readonly carbon: { readonly lines: CarbonListening | null; readonly pickle: CarbonListening | null };
  readonly forwards: readonly ForwardState[];
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
