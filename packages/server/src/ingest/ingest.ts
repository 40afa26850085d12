/**
 * Ingest without its thread: aggregator and carbon points share one writer's numbers, the flush clock closes intervals, batches go to the
 * store. What the store does not take is counted. While it stands still batches wait with it, up to a bound of bytes kept here; past that
 * they are dropped and counted.
 */
import type { IngestCounts } from '@carpy/api';
import {
  CarpyError,
  DropLog,
  errorFromJson,
  errorToJson,
  type FlushBatch,
  NameTable,
  type PointBatch,
  ROOT,
  transferables,
  type WriteResult,
} from '@carpy/core';
import { PointBuffer } from '@carpy/graphite';
import { Aggregator } from '@carpy/statsd';
import { type Flush, type FlushClock, startFlushClock } from './flush-clock.ts';

/** The store's writing half. */
export interface BatchWriter {
  flush(batch: FlushBatch): Promise<WriteResult>;
  points(batch: PointBatch): Promise<WriteResult>;
  /** What waits is tried once more and then refused. */
  giveUp(): Promise<void>;
}

export interface IngestOptions {
  readonly flushIntervalMs: number;
  readonly writer: BatchWriter;
  /** Epoch ms. */
  readonly clock: () => number;
  /** A flush is durable and readable. */
  readonly onFlushed: (flush: {
    readonly slotS: number;
    readonly stepS: number;
    readonly apps: readonly string[];
  }) => void;
  readonly onStoreError: (e: CarpyError) => void;
}

/** Carbon's promise: a line is durable at the latest 1 s after it was read. */
const POINTS_EVERY_MS = 500;
/** Bytes of batches that wait for the store at most. One batch alone may be larger. */
const MAX_WAITING_BYTES = 128 * 1024 * 1024;
/** And how many: half an hour of carbon's. */
const MAX_WAITING = 4_096;
/** What a batch and a declared name cost beside their arrays, about. */
const BATCH_BYTES = 1_024;
const DECLARATION_BYTES = 200;

export class Ingest {
  readonly aggregator: Aggregator;
  readonly points: PointBuffer;
  readonly #options: IngestOptions;
  readonly #names = new NameTable();
  readonly #drops = new DropLog();
  readonly #apps = new Set<string>();
  readonly #waiting = new Set<Promise<void>>();
  #waitingBytes = 0;
  #dropping = false;
  readonly #flushClock: FlushClock;
  readonly #pointsTimer: NodeJS.Timeout;

  constructor(options: IngestOptions) {
    this.#options = options;
    const shared = { names: this.#names, drops: this.#drops };
    this.aggregator = new Aggregator(shared);
    this.points = new PointBuffer(shared);
    this.#flushClock = startFlushClock({
      intervalMs: options.flushIntervalMs,
      clock: options.clock,
      onFlush: (flush) => this.#flush(flush),
    });
    this.#pointsTimer = setInterval(() => this.#flushPoints(), POINTS_EVERY_MS);
  }

  counts(): IngestCounts {
    const { tagsDropped, ...counts } = this.aggregator.counts();
    const bad = tagsDropped > 0 ? { ...counts.bad, tags_dropped: tagsDropped } : counts.bad;
    return { ...counts, bad, carbonPoints: this.points.points };
  }

  /** Ends the open interval and resolves when everything taken so far is with the store. */
  async close(): Promise<void> {
    clearInterval(this.#pointsTimer);
    this.#flushPoints();
    this.#flushClock.stop();
    void this.#options.writer.giveUp().catch(() => undefined);
    await Promise.all(this.#waiting);
  }

  #flush({ slotS, coveredMs }: Flush): void {
    const stepS = this.#options.flushIntervalMs / 1000;
    const batch = this.aggregator.flush(slotS, stepS, coveredMs);
    this.#noteApps(batch);
    const apps = [...this.#apps];
    this.#write(
      batch,
      () => this.#options.writer.flush(batch),
      () => this.#options.onFlushed({ slotS, stepS, apps }),
    );
  }

  #flushPoints(): void {
    const batch = this.points.takeBatch();
    if (batch !== undefined)
      this.#write(
        batch,
        () => this.#options.writer.points(batch),
        () => undefined,
      );
  }

  #write(batch: FlushBatch | PointBatch, write: () => Promise<WriteResult>, done: () => void): void {
    const size =
      'timers' in batch ? batch.timers.ids.length + batch.apdex.ids.length + batch.values.ids.length : batch.ids.length;
    const bytes = bytesOf(batch);
    if (
      this.#waiting.size >= MAX_WAITING ||
      (this.#waitingBytes > 0 && this.#waitingBytes + bytes > MAX_WAITING_BYTES)
    ) {
      this.#lose(size);
      // Told once each time it begins, however many small batches still fit in between: the count tells how much.
      if (!this.#dropping)
        this.#options.onStoreError(
          new CarpyError('CARPY_STORE_FAILED', 'it stands still and no more can wait in memory: values are dropped'),
        );
      this.#dropping = true;
      return;
    }
    if (this.#waitingBytes < MAX_WAITING_BYTES / 2) this.#dropping = false;
    this.#waitingBytes += bytes;
    const written = write().then(
      (result) => {
        if (result.rejected > 0) this.#drops.count('rejected_by_store', result.rejected);
        done();
      },
      (e: unknown) => {
        this.#lose(size);
        this.#options.onStoreError(errorFromJson(errorToJson(e)));
      },
    );
    this.#waiting.add(written);
    void written.finally(() => {
      this.#waiting.delete(written);
      this.#waitingBytes -= bytes;
    });
  }

  /** Names declared in a batch that was lost must be declared again, or the store would never know them. */
  #lose(values: number): void {
    this.#drops.count('store_failed', values);
    this.#names.redeclareAll();
  }

  #noteApps(batch: FlushBatch): void {
    for (const { name } of batch.declared) {
      const [root, app] = name.split('.', 2);
      if (root === ROOT && app !== undefined) this.#apps.add(app);
    }
  }
}

const bytesOf = (batch: FlushBatch | PointBatch): number =>
  transferables(batch).reduce(
    (n, buffer) => n + buffer.byteLength,
    BATCH_BYTES + batch.declared.length * DECLARATION_BYTES,
  );
