/** The server's own counters and gauge, as StatsD names them: names like others, but for where their values come from. */
import { COUNTER, GAUGE } from '../protocol/metric-type.ts';
import type { BadCause, MetricSink } from '../protocol/sink.ts';

/** Packets, lines, values dropped. */
const COUNTERS = ['packets_received', 'metrics_received', 'bad_lines_seen'] as const;
const TIMESTAMP_LAG = 'timestamp_lag';

/** As MetricSink's, but with the room that is kept for the server's own names. */
type ResolveOwn = (key: string, type: typeof COUNTER | typeof GAUGE) => number | BadCause;

export class OwnCounters {
  readonly #sink: MetricSink;
  readonly #resolve: ResolveOwn;
  readonly #prefix: string;
  /** By COUNTERS; -1 where a full name table leaves one out. */
  readonly #entries: readonly number[];
  /** How late a flush was; first written by the second. */
  readonly #lag: number;
  /** COUNTERS as flushes have written them. */
  #written: readonly number[] = COUNTERS.map(() => 0);

  /** `prefix` is the setting `prefixStats`. */
  constructor(sink: MetricSink, prefix: string, resolve: ResolveOwn) {
    this.#sink = sink;
    this.#resolve = resolve;
    this.#prefix = prefix;
    this.#entries = COUNTERS.map((name) => this.#entryOf(name, COUNTER));
    this.#lag = this.#entryOf(TIMESTAMP_LAG, GAUGE);
    // They are there from the start, at 0.
    for (const entry of this.#entries) if (entry >= 0) sink.counter(entry, 0, 1);
  }

  /** What COUNTERS have counted and no flush has written; `now` is all they have counted. */
  unwritten(now: readonly number[]): number[] {
    return now.map((count, i) => count - (this.#written[i] as number));
  }

  /** The part of `unwritten` that belongs to an entry; 0 for others. */
  unwrittenOf(entry: number, unwritten: readonly number[]): number {
    const i = this.#entries.indexOf(entry);
    return i < 0 ? 0 : (unwritten[i] as number);
  }

  /** Counts what an earlier process counted and didn't write. */
  takeUp(unwritten: readonly number[]): void {
    this.#written = this.#written.map((count, i) => count - (unwritten[i] ?? 0));
  }

  /** Puts what is unwritten into the open interval, and how late its flush is; undefined for the first. */
  write(now: readonly number[], lagS: number | undefined): void {
    for (const [i, more] of this.unwritten(now).entries()) {
      const entry = this.#entries[i] as number;
      if (entry >= 0) this.#sink.counter(entry, more, 1);
    }
    this.#written = now;
    if (lagS !== undefined && this.#lag >= 0) this.#sink.gauge(this.#lag, lagS, false);
  }

  /** Adds to another counter of the server's own. False when there is no room for its name. */
  count(name: string, n: number): boolean {
    const entry = this.#entryOf(name, COUNTER);
    if (entry < 0) return false;
    this.#sink.counter(entry, n, 1);
    return true;
  }

  #entryOf(name: string, type: typeof COUNTER | typeof GAUGE): number {
    const entry = this.#resolve(`${this.#prefix}.${name}`, type);
    return typeof entry === 'number' ? entry : -1;
  }
}
