/** What the server says of itself: `GET /api/v1/status`. Counts are since its start. */
import type { StatusRecords } from './records-types.ts';

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
