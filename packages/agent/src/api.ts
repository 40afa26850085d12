/** What applications see of the agent. Every function here may be called at any time and none throws on its own account. */
import type { RequestRecord } from '@carpy/core';
import type { WinstonFormat } from './logging/winston-format.ts';

/** A request that came in, as rules see it. */
export interface IncomingRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A path, or the beginning of one before a `*` at its end; a pattern over the path; or a function. A path has no query. */
export type IgnoreRule = string | RegExp | ((request: IncomingRequest) => boolean);

/** Settings by code. They win over the variables; what neither gives has a default that works on one machine. */
export interface AgentOptions {
  /** The app's name as shown. Variable CARPY_APP; default: `name` in the package.json of the main module, else `app`. */
  readonly app?: string;
  /** Host or instance. Variable CARPY_SERVER; default: in Kubernetes the pod's name without generated suffixes, else the host name. */
  readonly server?: string;
  /** Version of the app; a new one is drawn as a deploy. Variable CARPY_VERSION; default: none. */
  readonly version?: string;
  /** Where timings go, `udp://host:port`, `tcp://host:port` or `unix:///path`. Variable CARPY_STATSD; default: what the server answers, until then port 8125 of the host in `url`. */
  readonly statsd?: string;
  /** The carpy server's HTTP address; `off` for a plain StatsD server. Variable CARPY_URL; default http://127.0.0.1:2277. */
  readonly url?: string;
  /** API key with write scope. Variable CARPY_KEY; default: none. */
  readonly key?: string;
  /** Apdex threshold T of transactions that have none of their own, ms, > 0. Variable CARPY_APDEX_T; default: the server's, else 500. */
  readonly apdexTMs?: number;
  /** `false` turns the agent off: functions are just called. Variable CARPY_ENABLED; default true. */
  readonly enabled?: boolean;
  /** Also send values of the process: event loop, memory, garbage collection, CPU. Variable CARPY_RUNTIME; default true. */
  readonly runtime?: boolean;
  /**
   * Also send a record of single transactions: all errors, the slowest, and a sample of each name and minute. `true`, or how.
   * Variable CARPY_RECORDS; default false.
   */
  readonly records?: boolean | RecordsOptions;
  /** How often what is buffered is sent, ms, 10 to 60,000. Default 1,000. */
  readonly flushIntervalMs?: number;
  /** Bytes of one datagram at most, 512 to 65,000. Default 1,432, which fits an Ethernet frame. */
  readonly maxDatagramBytes?: number;
  /**
   * Instrumentations of `@carpy/agent/register`, `false` for those that are to be off: `{ redis: false }`. Variable
   * CARPY_INSTRUMENTATIONS, as `redis=off,pg=off`; default: all are on.
   */
  readonly instrumentations?: Readonly<Record<string, boolean>>;
  /** `traceparent` and `tracestate` go out with HTTP calls and messages. Variable CARPY_TRACEPARENT; default true. */
  readonly traceparent?: boolean;
  /**
   * Requests that are not timed: `['/healthz', '/internal/*', /\.map$/, (request) => request.headers['x-probe'] !== undefined]`.
   * Variable CARPY_IGNORE: paths with commas between them; default: none.
   */
  readonly ignore?: readonly IgnoreRule[];
  /** Bytes that may wait for the network at most, 65,536 to 1 GiB; past it lines are dropped and counted. Default 1 MiB. */
  readonly maxBufferBytes?: number;
}

/** How request records are chosen and what is in them. */
export interface RecordsOptions {
  /** Request headers that are kept, at most 30. Default: content-length, content-type, user-agent. */
  readonly headers?: readonly string[];
  /** Errors kept of one transaction and minute, 0 to 1,000; the last fifth of them are known when the minute ends. Default 100. */
  readonly errors?: number;
  /** The slowest kept of one transaction and minute, 0 to 1,000. Default 5. */
  readonly slowest?: number;
  /** Picked evenly from the others of one transaction and minute, 0 to 1,000. Default 5. */
  readonly sample?: number;
  /**
   * The least level of log lines that are kept: `debug`, `info`, `warn`, `error` and so on; `off` for none. Lines go into the record of their
   * transaction, at most 100; those outside of any become records of their own. Default `warn`.
   */
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'off';
  /** Log lines outside of transactions that are kept of a minute, 0 to 10,000. Default 100. */
  readonly logLines?: number;
  /**
   * What is taken out of messages, stacks, log lines and headers before they leave, by name: `private-key`, `authorization`, `cookie`, `jwt`,
   * `api-key`, `url-password`, `secret`, `email`, `card`, `iban`, `ip`. Default: all but `ip`.
   */
  readonly redactions?: readonly string[];
  /** Sees each record after that, before it waits to be sent, and answers what is sent of it: nothing, to drop it. A throw drops it too. */
  readonly redact?: (record: RequestRecord) => RequestRecord | undefined;
}

export interface TransactionOptions {
  /** Apdex threshold T of this transaction, ms, > 0. */
  readonly apdexTMs?: number;
}

export interface WrapOptions extends TransactionOptions {
  /** What a call of the wrapped function is: part of a transaction (default), or a transaction of its own. */
  readonly kind?: 'function' | 'transaction';
  /**
   * Of a transaction: the promise that a call returns settles after all was sent. For handlers whose process is frozen between their
   * calls, as AWS Lambda does. Default false.
   */
  readonly flush?: boolean;
}

export interface WrapClassOptions extends WrapOptions {
  /** What stands before the dot in names; default: the class's name. */
  readonly name?: string;
  /** Only these; default: all methods that the class itself declares. */
  readonly methods?: readonly string[];
  /** Static methods too; default false. */
  readonly statics?: boolean;
}

/** A running transaction. After its end every call but `run` does nothing. */
export interface Transaction {
  /** Ends it, once. Any argument but `undefined` makes its outcome `error`. */
  end(error?: unknown): void;
  /** Calls `fn` inside this transaction and returns what it returns. */
  run<T>(fn: () => T): T;
  /** Renames it, with all functions timed so far. */
  setName(name: string): void;
  /** Makes its outcome `error`. */
  setError(error?: unknown): void;
  /** Its own Apdex threshold T, ms, > 0; other values are ignored. */
  setApdexT(thresholdMs: number): void;
  /** Nothing of it is sent. */
  ignore(): void;
}

/** A running function, for code with callbacks. */
export interface FunctionCall {
  /** Ends it, once. Any argument but `undefined` makes its outcome `error`. */
  end(error?: unknown): void;
  /** Calls `fn` inside this function, so that functions timed there are its children, and returns what it returns. */
  run<T>(fn: () => T): T;
}

/** Where a line of a log comes from. */
export interface LogFields {
  readonly app?: string;
  readonly server?: string;
  readonly transaction?: string;
  readonly requestId?: string;
  readonly traceId?: string;
}

/** What the agent did and dropped since the process started. All are counts. */
export interface AgentStats {
  readonly running: boolean;
  readonly transactions: number;
  readonly functions: number;
  /** Functions called outside any running transaction: called, not timed. */
  readonly functionsOutside: number;
  /** Calls past a bound of names, by the bound; each was timed as `other`. */
  readonly overflow: {
    readonly transactions: number;
    readonly functions: number;
    readonly nesting: number;
    readonly path: number;
    readonly custom: number;
  };
  /** Calls below one that was timed as `other`: called, not timed. */
  readonly functionsUnderOther: number;
  /** Custom values refused: not a finite number, or a timing below 0. */
  readonly invalidValues: number;
  readonly linesSent: number;
  readonly bytesSent: number;
  readonly datagramsSent: number;
  /** Lines that did not fit into the buffer or came after the close. */
  readonly linesDropped: number;
  /** Lines in datagrams that the socket refused. */
  readonly linesFailed: number;
  readonly socketErrors: number;
  readonly resolveErrors: number;
  readonly hellosAnswered: number;
  readonly hellosFailed: number;
  /** Request records that the server took. */
  readonly recordsSent: number;
  /** Request records that were chosen and found no room, or that the server did not take. */
  readonly recordsDropped: number;
  /** Bodies of records that were not taken; most are sent again. */
  readonly recordPostsFailed: number;
  /** Faults inside the agent; the application did not see them. */
  readonly internalErrors: number;
  /** Faults inside the hooks of `@carpy/agent/register`, by instrumentation; each is off since its first. */
  readonly hookFaults: Readonly<Record<string, number>>;
}

export interface Agent {
  /** Sets options, over those set before. A running agent goes on with the new ones. */
  configure(options: AgentOptions): void;
  /** Starts the agent, with options as `configure` takes them. Optional: the first transaction does it too. */
  start(options?: AgentOptions): void;
  /**
   * Calls `fn` as a transaction: timed until it returns, or until the native promise it returned settles. A throw or rejection
   * makes the outcome `error` and goes on to the caller unchanged.
   */
  transaction<T>(name: string, fn: (transaction: Transaction) => T, options?: TransactionOptions): T;
  /** A transaction that is ended by hand. */
  startTransaction(name: string, options?: TransactionOptions): Transaction;
  /** Calls `fn` as a function of the running transaction, timed as `transaction` is. Outside any transaction it is just called. */
  time<T>(name: string, fn: () => T): T;
  /** A function of the running transaction that is ended by hand. */
  startFunction(name: string): FunctionCall;
  /**
   * `iterable`, sync or async, each iteration of which is a function of the transaction that takes its first value: timed from there to
   * the end, a throw being an error.
   */
  iterate<I extends Iterable<unknown> | AsyncIterable<unknown>>(name: string, iterable: I): I;
  /** `fn`, timed at each call; a generator from its first `next` to its end. Keeps `this`, arguments, result, own properties, `length`, `name` and prototype. */
  wrap<F extends (...args: never[]) => unknown>(name: string, fn: F, options?: WrapOptions): F;
  /** Replaces a method by its wrapped self; `name` is the method's unless given. Returns the object. */
  wrapMethod<O extends object>(object: O, method: keyof O & (string | symbol), name?: string, options?: WrapOptions): O;
  /** Wraps the methods of a class, named `Class.method`. Returns the class. */
  wrapClass<C extends abstract new (...args: never[]) => unknown>(made: C, options?: WrapClassOptions): C;
  /** The transaction that this code runs in; undefined outside. */
  currentTransaction(): Transaction | undefined;
  /** Renames the current transaction, if there is one. */
  setName(name: string): void;
  /** Makes the outcome of the current transaction `error`, if there is one. */
  setError(error?: unknown): void;
  /** Apdex threshold T of the current transaction, ms, if there is one. */
  setApdexT(thresholdMs: number): void;
  /** Nothing of the current transaction is sent, if there is one. */
  ignore(): void;
  /** Adds `n` (any finite number, default 1) to a custom counter. */
  counter(name: string, n?: number): void;
  /** Sets a custom gauge to any finite number. */
  gauge(name: string, value: number): void;
  /** Adds one duration, ms, >= 0, to a custom timer. */
  timing(name: string, durationMs: number): void;
  /** One more value of a custom set: the server keeps how many different ones came in each of its flushes. */
  set(name: string, value: string | number): void;
  /** App and server, and in a transaction its name, request id and trace id: for lines of a log. */
  logFields(): LogFields;
  /** A line of a log for the record of the current transaction, if its level is `logLevel` (warn) or above. */
  logged(level: string, message: string): void;
  /** Options for pino, with those given: `pino(pinoOptions({ level: 'info' }))`. Lines get `logFields`, those at `logLevel` or above go into records. */
  pinoOptions<O extends object>(options?: O): O;
  /** A format for winston that does the same: `format.combine(winstonFormat(), format.json())`. */
  winstonFormat(): WinstonFormat;
  /** From now on what the methods of `console` write goes into records, too, from `records.logLevel` on. Returns what ends that. */
  captureConsole(): () => void;
  /** Sends all that is buffered; resolves when the socket took or refused it. Never rejects. */
  flush(): Promise<void>;
  /** Flushes and stops. The next `start` or `configure` starts anew. Never rejects. */
  close(): Promise<void>;
  /** What the agent has done so far, and what it dropped: the first thing to look at when something is missing. */
  stats(): AgentStats;
}
