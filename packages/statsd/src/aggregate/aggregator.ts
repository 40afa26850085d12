/**
 * The aggregator: takes packets, keeps one interval's counters, timers, gauges and sets, and closes it into a FlushBatch.
 * It has no socket, no clock and no timer: the thread that hosts it gives stamps and says when to flush.
 *
 * Hot: `counter`, `timer` and `gauge` run once a metric, allocate nothing and touch typed arrays only (bench/statsd).
 */
import { DropLog, type FlushBatch, KeyTable, NameTable } from '@carpy/core';
import type { DogStatsdEvent } from '../protocol/dogstatsd-event.ts';
import { COUNTER, GAUGE, type MetricType } from '../protocol/metric-type.ts';
import { PacketParser } from '../protocol/parse-packet.ts';
import type { BadCause, MetricSink } from '../protocol/sink.ts';
import { DEFAULT_STATSD_SETTINGS } from '../settings.ts';
import { Entries, PLAIN_COUNTER, PLAIN_TIMER } from './entries.ts';
import { type FlushJob, type FlushParts, SlicedFlush } from './flush-job.ts';
import { FlushWriter } from './flush-writer.ts';
import { Forgetting } from './forgetting.ts';
import { Intervals } from './intervals.ts';
import { readName } from './name.ts';
import { NameResolver } from './name-resolver.ts';
import type { AggregatorOptions } from './options.ts';
import { OwnCounters } from './own-counters.ts';
import { OwnMetrics } from './own-metrics.ts';
import { PlainNames } from './plain-names.ts';
import { restoreWindow, saveWindow } from './saved-window.ts';
import { SetMembers } from './set-members.ts';
import type { AggregateState } from './state.ts';
import type { StatsdCounts } from './statsd-counts.ts';
import { type TimingBounds, TimingLog } from './timing-log.ts';
import { keysOf, removeKeys, timersOf, type ViewedType } from './views.ts';

const MAX_MEMBER_BYTES = 64 * 1024 * 1024;
const DEFAULT_STEP_S = 10;

export class Aggregator implements MetricSink {
  readonly #state: AggregateState;
  readonly #entries: Entries;
  readonly #drops: DropLog;
  readonly #parser: PacketParser;
  readonly #forgetting: Forgetting;
  readonly #flushParts: FlushParts;
  readonly #onEvent: AggregatorOptions['onEvent'];
  readonly #onPoint: AggregatorOptions['onPoint'];
  readonly #stepS: number;
  readonly #intervals: Intervals;
  readonly #own: OwnCounters;
  #job: SlicedFlush | undefined;
  #packets = 0;
  #bad = 0;
  #flushes = 0;
  #seriesActive = 0;
  #tagsDropped = 0;
  #lastPacketAtMs = 0;
  #lastSender: string | null = null;
  #serviceChecks = 0;

  constructor(options: AggregatorOptions = {}) {
    const settings = { ...DEFAULT_STATSD_SETTINGS, ...options.settings };
    const names = options.names ?? new NameTable();
    const bounds: TimingBounds = {
      maxPerTimer: options.maxTimingsPerTimer ?? 10_000,
      maxInAll: options.maxTimings ?? 1_048_576,
      maxOverflows: options.maxSketches,
    };
    const members = (): SetMembers => new SetMembers(options.maxSetMembers ?? 1_000_000, MAX_MEMBER_BYTES);
    this.#drops = options.drops ?? new DropLog();
    this.#onEvent = options.onEvent;
    this.#onPoint = options.onPoint;
    this.#stepS = options.stepS ?? DEFAULT_STEP_S;
    const entries = new Entries();
    const plain = new PlainNames(settings);
    const resolver = new NameResolver(names, entries, plain, options.ownNames);
    const state: AggregateState = {
      settings,
      names,
      entries,
      resolver,
      timings: new TimingLog(bounds),
      members: members(),
      flush: 0,
      lastSlotS: 0,
      closed: undefined,
    };
    this.#state = state;
    this.#intervals = new Intervals(state, new TimingLog(bounds), members());
    this.#entries = entries;
    const keys = new KeyTable({ maxKeys: names.maxNames * 2 });
    this.#parser = new PacketParser(this, keys);
    this.#forgetting = new Forgetting(names, entries, resolver, keys);
    this.#flushParts = {
      state,
      writer: new FlushWriter(entries, settings, plain.plans, resolver.neverDeleted),
      forgetting: this.#forgetting,
      own: new OwnMetrics(names, plain),
      done: (batch) => this.#flushed(batch),
    };
    this.#own = new OwnCounters(this, settings.prefixStats, (key, type) => this.#resolve(key, undefined, type, true));
  }

  /** Takes bytes[0, length) as one packet. `atMs` is now, epoch ms; `sender` its address, for display. Never throws on bad input. */
  packet(bytes: Uint8Array, length: number, atMs: number, sender: string): void {
    this.#packets++;
    this.#lastPacketAtMs = atMs;
    // What was read from a socket's descriptor has no sender.
    if (sender !== '') this.#lastSender = sender;
    this.#parser.packet(bytes, length);
  }

  /** Counts bytes[0, length) as a packet that was dropped unread. */
  refuse(cause: BadCause, bytes: Uint8Array, length: number, atMs: number, sender: string): void {
    this.#packets++;
    this.#lastPacketAtMs = atMs;
    if (sender !== '') this.#lastSender = sender;
    this.bad(cause, bytes, 0, length);
  }

  /** `beginFlush` and all its steps. */
  flush(slotS: number, stepS: number, coveredMs: number): FlushBatch {
    return this.beginFlush(slotS, stepS, coveredMs).step(Number.POSITIVE_INFINITY) as FlushBatch;
  }

  /**
   * Closes the interval that ends at `slotS` (seconds since the epoch, a multiple of `stepS`), `coveredMs` of which was recorded, and opens
   * the next at once. The steps of the answer make the batch; packets may come between them. Throws when the last flush was not taken yet.
   */
  beginFlush(slotS: number, stepS: number, coveredMs: number): FlushJob {
    if (this.#job?.isOpen === true) throw new Error('a flush is under way: take its batch first');
    const { lastSlotS } = this.#state;
    this.#own.write(this.#counted(), lastSlotS > 0 ? slotS - lastSlotS - stepS : undefined);
    this.#intervals.close(slotS, stepS);
    this.#job = new SlicedFlush(this.#flushParts, { slotS, stepS, coveredMs });
    return this.#job;
  }

  /** The open interval and what lasts over flushes, as bytes for `restore`. A flush under way is worked off first; its batch still comes. */
  save(): Uint8Array {
    this.#job?.finish();
    return saveWindow(this.#state, this.#own.unwritten(this.#counted()));
  }

  /**
   * Takes up what `save` gave, before the first packet; settings and bounds may be others. What finds no room is counted as dropped. Throws
   * CARPY_STORE_FORMAT when a newer version wrote it or it is damaged.
   */
  restore(bytes: Uint8Array): void {
    const state = this.#state;
    const { own, dropped } = restoreWindow(state, bytes, (name, type) =>
      state.resolver.resolve(name, type, state.flush),
    );
    this.#own.takeUp(own);
    for (const [cause, n] of dropped) {
      this.#bad += n;
      this.#drops.count(cause, n);
    }
  }

  /** Each counter with its sum in the open interval. Keys are StatsD's: with tags, `a;env=prod`; under `carpy.` the whole path. */
  *counters(): Iterable<readonly [key: string, value: number]> {
    const unwritten = this.#own.unwritten(this.#counted());
    for (const [key, entry] of keysOf(this.#state, 'counters'))
      yield [key, (this.#entries.values[entry] as number) + this.#own.unwrittenOf(entry, unwritten)];
  }

  /** Each gauge with its value. */
  *gauges(): Iterable<readonly [key: string, value: number]> {
    for (const [key, entry] of keysOf(this.#state, 'gauges')) yield [key, this.#entries.levels[entry] as number];
  }

  /** Each timer with its values in the open interval, ms; those past the bounds are not there. */
  timers(): Iterable<readonly [key: string, valuesMs: Float64Array]> {
    return timersOf(this.#state);
  }

  /**
   * Ends the names whose keys fit, until they are sent again; answers those keys. `pattern` is a key, `folder.*` for all below a folder, or
   * has `*` for any run of characters. A flush under way is worked off first; its batch still comes.
   */
  remove(type: ViewedType, pattern: string): string[] {
    this.#job?.finish();
    return removeKeys(this.#state, type, pattern);
  }

  /**
   * Adds to a counter of the server's own, such as `statsd.dropped.CAUSE` by the name `dropped.CAUSE`. False when there is no room for its
   * name (see `ownNames`).
   */
  countOwn(name: string, n: number): boolean {
    return this.#own.count(name, n);
  }

  counts(): StatsdCounts {
    return {
      packets: this.#packets,
      metrics: this.#parser.taken,
      bad: this.#drops.byCause(),
      badLines: this.#bad,
      badSamples: this.#drops.samples(),
      flushes: this.#flushes,
      lastPacketAtMs: this.#packets === 0 ? null : this.#lastPacketAtMs,
      lastSender: this.#lastSender,
      seriesActive: this.#seriesActive,
      tagsDropped: this.#tagsDropped,
      serviceChecks: this.#serviceChecks,
      names: this.#state.names.size,
      namesForgotten: this.#forgetting.forgotten,
    };
  }

  resolve(key: string, tags: string | undefined, type: MetricType): number | BadCause {
    return this.#resolve(key, tags, type, false);
  }

  #resolve(key: string, tags: string | undefined, type: MetricType, own: boolean): number | BadCause {
    const { settings, resolver, flush } = this.#state;
    const name = readName(key, tags, settings.keyNameSanitize);
    if (typeof name === 'string') return name;
    const entry = resolver.resolve(name, type, flush + 1, own);
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
    if (!this.#state.timings.add(entry, valueMs, entries.forms[entry] === PLAIN_TIMER ? 1 : weight)) {
      this.#bad++;
      this.#drops.count('too_many_timings');
      return;
    }
    entries.values[entry] = (entries.values[entry] as number) + weight;
    entries.touched[entry] = 1;
  }

  gauge(entry: number, value: number, change: boolean): void {
    const entries = this.#entries;
    entries.levels[entry] = change ? (entries.levels[entry] as number) + value : value;
    entries.touched[entry] = 1;
  }

  member(entry: number, bytes: Uint8Array, from: number, to: number): boolean {
    const added = this.#state.members.add(entry, bytes, from, to);
    if (added) this.#entries.touched[entry] = 1;
    return added;
  }

  point(
    entry: number,
    type: typeof COUNTER | typeof GAUGE,
    value: number,
    weight: number,
    atS: number,
  ): BadCause | undefined {
    const entries = this.#entries;
    // Under `carpy.` a value adds to others of its slot, and that slot may be written already.
    if ((entries.forms[entry] as number) < PLAIN_COUNTER || this.#onPoint === undefined) return 'bad_timestamp';
    const first = entries.idStarts[entry] as number;
    // Its number must not go to another name while the point waits to be written.
    entries.lastFlush[entry] = this.#state.flush + 1;
    const sum = type === GAUGE ? value : value * weight;
    let taken = this.#onPoint(entries.ids[first] as number, atS, type === GAUGE ? sum : sum / this.#stepS);
    if (type === COUNTER && this.#state.settings.flushCounts)
      taken = this.#onPoint(entries.ids[first + 1] as number, atS, sum) && taken;
    if (!taken) {
      this.#bad++;
      this.#drops.count('buffer_full');
    }
    return undefined;
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

  /** What the server's own counters tell: packets, lines, values dropped. */
  #counted(): number[] {
    return [this.#packets, this.#parser.lines, this.#bad];
  }

  #flushed(batch: FlushBatch): void {
    this.#seriesActive = batch.timers.ids.length + batch.apdex.ids.length + batch.values.ids.length;
    this.#flushes++;
    this.#intervals.recycle();
  }
}
