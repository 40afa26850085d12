/**
 * Batches on their way to the store. While it stands still they wait with it, up to a bound of bytes kept here; past that they are dropped
 * and counted. What the store does not take is counted too.
 */
import {
  CarpyError,
  type DropLog,
  errorFromJson,
  errorToJson,
  type FlushBatch,
  type NameTable,
  type PointBatch,
  transferables,
  type WriteResult,
} from '@carpy/core';

/** The store's writing half. */
export interface BatchWriter {
  flush(batch: FlushBatch): Promise<WriteResult>;
  points(batch: PointBatch): Promise<WriteResult>;
  /** What waits is tried once more and then refused. */
  giveUp(): Promise<void>;
}

/** How the store took flushes so far. */
export interface Storing {
  /** When a flush became durable last, epoch ms; before that the start. */
  readonly lastFlushAtMs: number;
  /** When one failed last, epoch ms; 0 for never. */
  readonly lastErrorAtMs: number;
  /** How long the last one took, ms, and its bytes. */
  readonly flushMs: number;
  readonly flushBytes: number;
}

/** Bytes of batches that wait for the store at most. One batch alone may be larger. */
const MAX_WAITING_BYTES = 128 * 1024 * 1024;
/** And how many: half an hour of carbon's. */
const MAX_WAITING = 4_096;
/** A store that finished nothing for so long stands still: what comes meanwhile is held up to the bound and no client waits for it. */
const STANDS_STILL_MS = 2_000;
/** What a batch and a declared name cost beside their arrays, about. */
const BATCH_BYTES = 1_024;
const DECLARATION_BYTES = 200;

export class BatchOutbox {
  readonly #writer: BatchWriter;
  readonly #names: NameTable;
  readonly #drops: DropLog;
  /** Epoch ms. */
  readonly #clock: () => number;
  readonly #onStoreError: (e: CarpyError) => void;
  readonly #waiting = new Set<Promise<void>>();
  #waitingBytes = 0;
  /** When the store last took something. */
  #takenAtMs = Number.NEGATIVE_INFINITY;
  #storing: Storing;
  #dropping = false;

  constructor(
    writer: BatchWriter,
    names: NameTable,
    drops: DropLog,
    clock: () => number,
    onStoreError: (e: CarpyError) => void,
  ) {
    this.#clock = clock;
    this.#storing = { lastFlushAtMs: clock(), lastErrorAtMs: 0, flushMs: 0, flushBytes: 0 };
    this.#writer = writer;
    this.#names = names;
    this.#drops = drops;
    this.#onStoreError = onStoreError;
  }

  /** True while the store is at work and more than half of what may wait does: whoever can wait with sending should. */
  get isBehind(): boolean {
    return this.#waitingBytes > MAX_WAITING_BYTES / 2 && performance.now() - this.#takenAtMs < STANDS_STILL_MS;
  }

  storing(): Storing {
    return this.#storing;
  }

  /** `done` is called when the batch is durable and readable. */
  flush(batch: FlushBatch, done: () => void): void {
    const size = batch.timers.ids.length + batch.apdex.ids.length + batch.values.ids.length;
    const flushBytes = bytesOf(batch);
    const startedMs = performance.now();
    this.#write(
      batch,
      size,
      () => this.#writer.flush(batch),
      () => {
        const flushMs = Math.round(performance.now() - startedMs);
        this.#storing = { ...this.#storing, lastFlushAtMs: this.#clock(), flushMs, flushBytes };
        done();
      },
    );
  }

  points(batch: PointBatch): void {
    this.#write(
      batch,
      batch.ids.length,
      () => this.#writer.points(batch),
      () => undefined,
    );
  }

  /** Resolves when all that was given is with the store, or was refused after one more try. */
  async close(): Promise<void> {
    void this.#writer.giveUp().catch(() => undefined);
    await Promise.all(this.#waiting);
  }

  #write(batch: FlushBatch | PointBatch, size: number, write: () => Promise<WriteResult>, done: () => void): void {
    const bytes = bytesOf(batch);
    if (
      this.#waiting.size >= MAX_WAITING ||
      (this.#waitingBytes > 0 && this.#waitingBytes + bytes > MAX_WAITING_BYTES)
    ) {
      this.#lose(size);
      // Told once each time it begins, however many small batches still fit in between: the count tells how much.
      if (!this.#dropping)
        this.#onStoreError(
          new CarpyError('CARPY_STORE_FAILED', 'it stands still and no more can wait in memory: values are dropped'),
        );
      this.#dropping = true;
      return;
    }
    if (this.#waitingBytes < MAX_WAITING_BYTES / 2) this.#dropping = false;
    this.#waitingBytes += bytes;
    const written = write().then(
      (result) => {
        this.#takenAtMs = performance.now();
        if (result.rejected > 0) this.#drops.count('rejected_by_store', result.rejected);
        done();
      },
      (e: unknown) => {
        this.#lose(size);
        this.#storing = { ...this.#storing, lastErrorAtMs: this.#clock() };
        this.#onStoreError(errorFromJson(errorToJson(e)));
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
}

const bytesOf = (batch: FlushBatch | PointBatch): number =>
  transferables(batch).reduce(
    (n, buffer) => n + buffer.byteLength,
    BATCH_BYTES + batch.declared.length * DECLARATION_BYTES,
  );
