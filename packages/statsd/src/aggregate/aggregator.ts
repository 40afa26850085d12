/**
 * The aggregator: takes packets, keeps one interval's counters, timers, gauges and sets, and closes it into a FlushBatch.
 * It has no socket, no clock and no timer: the thread that hosts it gives stamps and says when to flush.
 *
 * Hot: `counter`, `timer` and `gauge` run once a metric, allocate nothing and touch typed arrays only (bench/statsd).
 */
import { DropLog, type DropSample, type FlushBatch, KeyTable, NameTable } from '@carpy/core';
import type { DogStatsdEvent } from '../protocol/dogstatsd-event.ts';
import { COUNTER, type GAUGE, type MetricType } from '../protocol/metric-type.ts';
import { PacketParser } from '../protocol/parse-packet.ts';
import type { BadCause, MetricSink } from '../protocol/sink.ts';
import { DEFAULT_STATSD_SETTINGS } from '../settings.ts';
import { Entries, PLAIN_GAUGE, PLAIN_TIMER } from './entries.ts';
import { FlushWriter } from './flush-writer.ts';
import { readName } from './name.ts';
import { NameResolver } from './name-resolver.ts';
import type { AggregatorOptions } from './options.ts';
import { SetMembers } from './set-members.ts';
import { TimingLog } from './timing-log.ts';

/** Counts since the start. */
export interface StatsdCounts {
  readonly packets: number;
  /** Values taken. */
  readonly metrics: number;
  /** Values dropped, by cause. */
  readonly bad: Readonly<Record<string, number>>;
  /** The last few bad lines, newest first. */
  readonly badSamples: readonly DropSample[];
  readonly flushes: number;
  /** Epoch ms; null before the first packet. */
  readonly lastPacketAtMs: number | null;
  readonly lastSender: string | null;
  /** Series and records in the last flush. */
  readonly seriesActive: number;
  /** New names under `carpy.` whose tags were dropped; the values were kept. */
  readonly tagsDropped: number;
  /** DogStatsD's service checks: counted, not kept. */
  readonly serviceChecks: number;
}

/** The server's own counters, as StatsD names them: packets, lines, values dropped. */
const OWN_COUNTERS = ['packets_received', 'metrics_received', 'bad_lines_seen'] as const;
const MAX_MEMBER_CHARS = 64 * 1024 * 1024;

export class Aggregator implements MetricSink {
  readonly #names: NameTable;
  readonly #drops: DropLog;
  readonly #entries = new Entries();
  readonly #timings: TimingLog;
  readonly #members: SetMembers;
  readonly #resolver: NameResolver;
  readonly #parser: PacketParser;
  readonly #writer: FlushWriter;
  #packets = 0;
  #bad = 0;
  #flushes = 0;
  #seriesActive = 0;
  #tagsDropped = 0;
  #lastPacketAtMs = 0;
  #lastSender: string | null = null;
  #serviceChecks = 0;
  readonly #onEvent: ((event: DogStatsdEvent) => void) | undefined;
  /** OWN_COUNTERS as earlier flushes have written them. */
  #written: readonly number[] = OWN_COUNTERS.map(() => 0);
  readonly #own: readonly (number | BadCause)[];
  /** Entry of the number of names written; -1 for none. */
  readonly #numStats: number;

  constructor(options: AggregatorOptions = {}) {
    this.#names = options.names ?? new NameTable();
    this.#drops = options.drops ?? new DropLog();
    this.#onEvent = options.onEvent;
    this.#timings = new TimingLog(
      options.maxTimingsPerTimer ?? 10_000,
      options.maxTimings ?? 1_048_576,
      options.maxSketches,
    );
    this.#members = new SetMembers(options.maxSetMembers ?? 1_000_000, MAX_MEMBER_CHARS);
    const settings = { ...DEFAULT_STATSD_SETTINGS, ...options.settings };
    const thresholds = settings.percentThresholds;
    this.#resolver = new NameResolver(this.#names, this.#entries, settings);
    this.#writer = new FlushWriter(this.#entries, this.#timings, this.#members, thresholds, settings.deleteCounters);
    this.#parser = new PacketParser(this, new KeyTable({ maxKeys: this.#names.maxNames * 2 }));
    this.#own = OWN_COUNTERS.map((name) => this.resolve(`${settings.prefixStats}.${name}`, undefined, COUNTER));
    const numStats = [settings.globalPrefix, settings.prefixStats, 'numStats'].filter((part) => part !== '').join('.');
    const id = this.#names.idOf('plain', numStats);
    this.#numStats = id < 0 ? -1 : this.#entries.add(PLAIN_GAUGE, [id]);
  }

  /** Takes bytes[0, length) as one packet. `atMs` is now, epoch ms; `sender` its address, for display. Never throws on bad input. */
  packet(bytes: Uint8Array, length: number, atMs: number, sender: string): void {
    this.#packets++;
    this.#lastPacketAtMs = atMs;
    this.#lastSender = sender;
    this.#parser.packet(bytes, length);
  }

  /**
   * Closes the interval that ends at `slotS` (seconds since the epoch, a multiple of `stepS`), `coveredMs` of which was recorded, and opens
   * the next.
   */
  flush(slotS: number, stepS: number, coveredMs: number): FlushBatch {
    this.#writeOwn();
    const batch = this.#writer.flush(slotS, stepS, coveredMs, this.#names, this.#numStats);
    this.#seriesActive = batch.timers.ids.length + batch.apdex.ids.length + batch.values.ids.length;
    this.#flushes++;
    return batch;
  }

  counts(): StatsdCounts {
    return {
      packets: this.#packets,
      metrics: this.#parser.taken,
      bad: this.#drops.byCause(),
      badSamples: this.#drops.samples(),
      flushes: this.#flushes,
      lastPacketAtMs: this.#packets === 0 ? null : this.#lastPacketAtMs,
      lastSender: this.#lastSender,
      seriesActive: this.#seriesActive,
      tagsDropped: this.#tagsDropped,
      serviceChecks: this.#serviceChecks,
    };
  }

  resolve(key: string, tags: string | undefined, type: MetricType): number | BadCause {
    const name = readName(key, tags);
    if (typeof name === 'string') return name;
    const entry = this.#resolver.resolve(name, type);
    if (name.tagsDropped && typeof entry === 'number') this.#tagsDropped++;
    return entry;
  }

  counter(entry: number, value: number, weight: number): void {
    const entries = this.#entries;
    entries.values[entry] = (entries.values[entry] as number) + value * weight;
    entries.touched[entry] = 1;
  }

  timer(entry: number, valueMs: number, weight: number): void {
    const entries = this.#entries;
    // Outside `carpy.` StatsD's arithmetic holds: a rate scales the count and nothing else.
    if (!this.#timings.add(entry, valueMs, entries.forms[entry] === PLAIN_TIMER ? 1 : weight)) {
      this.#bad++;
      this.#drops.count('too_many_timings');
      return;
    }
    entries.values[entry] = (entries.values[entry] as number) + weight;
    entries.touched[entry] = 1;
  }

  gauge(entry: number, value: number, change: boolean): void {
    const entries = this.#entries;
    entries.values[entry] = change ? (entries.values[entry] as number) + value : value;
    entries.touched[entry] = 1;
  }

  member(entry: number, bytes: Uint8Array, from: number, to: number): boolean {
    const added = this.#members.add(entry, bytes, from, to);
    if (added) this.#entries.touched[entry] = 1;
    return added;
  }

  point(
    _entry: number,
    _type: typeof COUNTER | typeof GAUGE,
    _value: number,
    _weight: number,
    _atS: number,
  ): BadCause | undefined {
    return 'bad_timestamp';
  }

  event(event: DogStatsdEvent): void {
    this.#onEvent?.(event);
  }

  serviceCheck(): void {
    this.#serviceChecks++;
  }

  bad(cause: BadCause, bytes: Uint8Array, from: number, to: number): void {
    this.#bad++;
    this.#drops.add(cause, this.#lastPacketAtMs, bytes, from, to);
  }

  #writeOwn(): void {
    const now = [this.#packets, this.#parser.lines, this.#bad];
    for (const [i, entry] of this.#own.entries()) {
      // A name table without room for them leaves the server's own metrics out.
      if (typeof entry === 'number') this.counter(entry, (now[i] as number) - (this.#written[i] as number), 1);
    }
    this.#written = now;
  }
}
