/**
 * Ingest without its thread: aggregator and carbon points share one writer's numbers, the flush clock closes intervals, batches go to the
 * store. A flush is worked off in slices, so that the sockets are read in between. The open interval is kept over a restart.
 */
import type { AggregatedCounts } from '@carpy/api';
import { CarpyError, DropLog, type FlushBatch, isCarpyError, NameTable, type PointBatch, ROOT } from '@carpy/core';
import { PointBuffer } from '@carpy/graphite';
import { Aggregator, type AggregatorOptions, type DogStatsdEvent, type FlushJob } from '@carpy/statsd';
import { BatchOutbox, type BatchWriter, type Storing } from './batch-outbox.ts';
import { EventGate } from './event-gate.ts';
import { type Flush, type FlushClock, startFlushClock } from './flush-clock.ts';
import { readKeptInterval, writeKeptInterval } from './kept-interval.ts';
import { LossCounters } from './loss-counters.ts';

/** Where the open interval is kept over a restart. */
export interface WindowKeeper {
  readWindow(): Promise<{ readonly id: string; readonly bytes: Uint8Array } | undefined>;
  /** Durable when it resolves. */
  keepWindow(bytes: Uint8Array): Promise<void>;
}

export interface IngestOptions {
  readonly flushIntervalMs: number;
  /** Default true: see FlushClockOptions. */
  readonly flushAlign?: boolean;
  readonly writer: BatchWriter & Partial<WindowKeeper>;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Series that StatsD and carbon may make. Default as NameTable has it. */
  readonly maxNames?: number;
  readonly aggregator?: Pick<AggregatorOptions, 'settings' | 'maxTimingsPerTimer'>;
  /** A flush is durable and readable. */
  readonly onFlushed: (flush: {
    readonly slotS: number;
    readonly stepS: number;
    readonly apps: readonly string[];
  }) => void;
  readonly onStoreError: (e: CarpyError) => void;
  /** Each flush before it goes to the store, which takes its buffers away. */
  readonly onBatch?: ((batch: FlushBatch) => void) | undefined;
  /** Each batch of points likewise: it may declare names of flushes to come. */
  readonly onPoints?: ((batch: PointBatch) => void) | undefined;
  /** Between two slices of a flush: the time to read what waits in the sockets. */
  readonly onSlice?: () => void;
  readonly onEvent?: (event: DogStatsdEvent) => void;
  /** What was lost elsewhere, since the start, by cause: told as counters beside the drops counted here. */
  readonly losses?: () => Readonly<Record<string, number>>;
}

/** Carbon's promise: a line is durable at the latest 1 s after it was read. */
const POINTS_EVERY_MS = 500;
/** Names kept for the counters of losses, two a cause: so many, and at most this share of the bound. */
const OWN_NAMES = 128;
const OWN_SHARE = 0.05;
/** One slice of a flush: what a socket may have to wait. */
const SLICE_MS = 4;

export class Ingest {
  readonly aggregator: Aggregator;
  readonly points: PointBuffer;
  readonly #options: IngestOptions;
  readonly #stepS: number;
  readonly #maxNames: number;
  #events = 0;
  readonly #drops = new DropLog();
  readonly #outbox: BatchOutbox;
  readonly #apps = new Set<string>();
  readonly #losses: LossCounters;
  readonly #flushClock: FlushClock;
  readonly #pointsTimer: NodeJS.Timeout;
  #open: { readonly job: FlushJob; readonly takesUp: string | undefined } | undefined;
  /** The kept window whose values are in the open interval. */
  #takesUp: string | undefined;
  /** The one whose flush is not durable yet: its file still counts, and nothing may take its place. */
  #takingUp: string | undefined;
  /** A window was kept that this version can't read: another one may, so its place is not taken. */
  #unreadable = false;

  constructor(options: IngestOptions) {
    const { clock, onEvent, maxNames } = options;
    this.#options = options;
    this.#stepS = options.flushIntervalMs / 1000;
    const names = new NameTable(maxNames);
    this.#maxNames = names.maxNames;
    const shared = { names, drops: this.#drops };
    const events = new EventGate(clock);
    this.points = new PointBuffer({ ...shared, onMany: () => this.#flushPoints() });
    this.aggregator = new Aggregator({
      ...options.aggregator,
      ...shared,
      ownNames: Math.min(OWN_NAMES, Math.floor(names.maxNames * OWN_SHARE)),
      stepS: this.#stepS,
      onPoint: (id, atS, value) => this.points.add(id, atS, value),
      onEvent: (event) => {
        this.#events++;
        if (events.pass()) onEvent?.(event);
        else this.#drops.count('too_many_events');
      },
    });
    this.#losses = new LossCounters(this.aggregator, () => ({ ...options.losses?.(), ...this.#drops.byCause() }));
    this.#outbox = new BatchOutbox(options.writer, names, this.#drops, clock, options.onStoreError);
    this.#flushClock = startFlushClock({
      intervalMs: options.flushIntervalMs,
      align: options.flushAlign ?? true,
      clock,
      onFlush: (flush) => this.#flush(flush),
    });
    this.#pointsTimer = setInterval(() => this.#flushPoints(), POINTS_EVERY_MS);
  }

  /** True while the store takes less than comes. */
  get isBehind(): boolean {
    return this.#outbox.isBehind;
  }

  /** How the store takes flushes. */
  storing(): Storing {
    return this.#outbox.storing();
  }

  counts(): AggregatedCounts {
    const { tagsDropped, badLines: _, ...counts } = this.aggregator.counts();
    const bad = tagsDropped > 0 ? { ...counts.bad, tags_dropped: tagsDropped } : counts.bad;
    return { ...counts, bad, carbonPoints: this.points.points, maxNames: this.#maxNames, events: this.#events };
  }

  /**
   * Takes up what the last process kept: into the open interval when that is the same, else as a flush of its own. To be called before the
   * first packet. Never throws: what can't be read is told and left where it is.
   */
  async takeUp(): Promise<void> {
    try {
      const kept = await this.#options.writer.readWindow?.();
      if (kept === undefined) return;
      const { slotS, stepS, coveredMs, saved } = readKeptInterval(kept.bytes);
      this.aggregator.restore(saved);
      this.#takesUp = kept.id;
      if (slotS === this.#flushClock.openSlotS && stepS === this.#stepS) this.#flushClock.cover(coveredMs);
      // Under another interval its stamp still ends the slot that holds it.
      else this.#flushNow({ slotS: Math.ceil(slotS / this.#stepS) * this.#stepS, coveredMs });
    } catch (e) {
      this.#unreadable = true;
      this.#options.onStoreError(
        isCarpyError(e)
          ? e
          : new CarpyError('CARPY_STORE_FAILED', `the interval kept at the last stop: ${String(e)}`, { cause: e }),
      );
    }
  }

  /** Keeps the open interval for the next start, and resolves when everything taken so far is with the store. */
  async close(): Promise<void> {
    clearInterval(this.#pointsTimer);
    this.#flushPoints();
    this.#finish();
    const open = this.#flushClock.stop();
    await this.#outbox.close();
    if (await this.#keep(open)) return;
    this.#flushNow(open);
    await this.#outbox.close();
  }

  /** False when it can't be kept: then it is to be written as it is. */
  async #keep({ slotS, coveredMs }: Flush): Promise<boolean> {
    const { writer } = this.#options;
    if (writer.keepWindow === undefined || this.#unreadable || this.#takingUp !== undefined) return false;
    try {
      // The next start counts its own losses only.
      this.#losses.tell();
      const saved = this.aggregator.save();
      await writer.keepWindow(writeKeptInterval({ slotS, stepS: this.#stepS, coveredMs, saved }));
      return true;
    } catch {
      return false;
    }
  }

  #flush(flush: Flush): void {
    // Where the last one is not done after a whole interval, its end is what everything waits for.
    this.#finish();
    this.#begin(flush);
    setImmediate(this.#step);
  }

  #flushNow(flush: Flush): void {
    this.#begin(flush);
    this.#finish();
  }

  #begin({ slotS, coveredMs }: Flush): void {
    this.#losses.tell();
    this.#open = { job: this.aggregator.beginFlush(slotS, this.#stepS, coveredMs), takesUp: this.#takesUp };
    this.#takesUp = undefined;
  }

  readonly #step = (): void => {
    if (this.#open === undefined) return;
    const batch = this.#open.job.step(SLICE_MS);
    if (batch === undefined) setImmediate(this.#step);
    else this.#done(batch);
    this.#options.onSlice?.();
  };

  #finish(): void {
    for (let open = this.#open; open !== undefined; open = this.#open) {
      const batch = open.job.step(Number.POSITIVE_INFINITY);
      if (batch !== undefined) this.#done(batch);
    }
  }

  #done(made: FlushBatch): void {
    const takesUp = this.#open?.takesUp;
    this.#open = undefined;
    const batch = takesUp === undefined ? made : { ...made, takesUp };
    this.#noteApps(batch);
    this.#options.onBatch?.(batch);
    const { slotS, stepS } = batch;
    const apps = [...this.#apps];
    this.#takingUp ??= takesUp;
    this.#outbox.flush(batch, () => {
      if (takesUp !== undefined) this.#takingUp = undefined;
      this.#options.onFlushed({ slotS, stepS, apps });
    });
  }

  #flushPoints(): void {
    const batch = this.points.takeBatch();
    if (batch === undefined) return;
    this.#options.onPoints?.(batch);
    this.#outbox.points(batch);
  }

  #noteApps(batch: FlushBatch): void {
    for (const { name } of batch.declared) {
      const [root, app] = name.split('.', 2);
      if (root === ROOT && app !== undefined) this.#apps.add(app);
    }
  }
}
