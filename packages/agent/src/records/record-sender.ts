/**
 * Posts batches of records, one at a time: gzip, key, and again after a pause that doubles where the server is not there or is busy. A body
 * that the server finds too large is halved; one that it can't read is dropped, counted and told once.
 */
import { performance } from 'node:perf_hooks';
import { gzip } from 'node:zlib';
import type { RecordsHead } from '@carpy/core';
import type { Counts } from '../counts.ts';
import { type PostOutcome, post } from '../post.ts';
import { type Batch, NO_TRANSACTION, type RecordQueue } from './record-queue.ts';

/** Of one body before it is packed: then it fits into what any server takes. */
const FIRST_BATCH_BYTES = 768 * 1024;
const LEAST_BATCH_BYTES = 1_024;
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;

export interface RecordSenderOptions {
  readonly url: string;
  readonly key: string | undefined;
  readonly head: () => Omit<RecordsHead, 'seen' | 'kept'>;
  readonly queue: RecordQueue;
  readonly counts: Counts;
  readonly warn: (line: string) => void;
  readonly outside: <T>(fn: () => T) => T;
}

export class RecordSender {
  readonly #options: RecordSenderOptions;
  #busy = false;
  #batchBytes = FIRST_BATCH_BYTES;
  #pauseMs = FIRST_PAUSE_MS;
  #notBeforeMs = 0;
  #warned = false;
  #closed = false;
  #abandoned = false;
  #posting: { destroy(): void } | undefined;
  #idle: (() => void)[] = [];

  constructor(options: RecordSenderOptions) {
    this.#options = options;
  }

  /** Sends what waits, unless a body is on its way or a pause is on. */
  tick(): void {
    this.#abandoned = false;
    if (performance.now() >= this.#notBeforeMs) this.#next(false);
  }

  /** Sends all that waits; resolves when it is sent, or at the first body that is not taken. */
  async flush(): Promise<void> {
    if (this.#busy) await new Promise<void>((done) => this.#idle.push(done));
    this.#next(true);
    if (this.#busy) await new Promise<void>((done) => this.#idle.push(done));
  }

  /** Gives the body up that is on its way, which then waits again, and sends none until the next `tick`. */
  abandon(): void {
    this.#abandoned = true;
    this.#posting?.destroy();
  }

  close(): void {
    this.#closed = true;
    this.#posting?.destroy();
    this.#wakeIdle();
  }

  #next(keepsProcess: boolean): void {
    const { queue, outside } = this.#options;
    if (this.#busy || this.#closed || this.#abandoned || queue.isEmpty) return;
    this.#busy = true;
    const batch = queue.take(this.#batchBytes);
    outside(() => this.#post(batch, keepsProcess));
  }

  #post(batch: Batch, keepsProcess: boolean): void {
    const { url, key, head } = this.#options;
    const kept = new Map<string, number>();
    for (const { transaction } of batch.records)
      if (transaction !== NO_TRANSACTION) kept.set(transaction, (kept.get(transaction) ?? 0) + 1);
    const first = { ...head(), seen: Object.fromEntries(batch.seen), kept: Object.fromEntries(kept) };
    const text = [JSON.stringify(first), ...batch.records.map(({ line }) => line)].join('\n');
    gzip(text, (error, packed) => {
      if (this.#closed) return;
      if (error !== null) {
        this.#refused(batch, error.message);
        return;
      }
      if (this.#abandoned) {
        this.#again(batch, { reason: 'ended' });
        return;
      }
      const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
      this.#posting = post({ url, path: '/api/v1/records', key, headers, keepsProcess }, packed, (outcome) =>
        this.#answered(batch, outcome, keepsProcess),
      );
    });
  }

  #answered(batch: Batch, outcome: PostOutcome, keepsProcess: boolean): void {
    const status = 'status' in outcome ? outcome.status : 0;
    if (status >= 200 && status <= 299) {
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#options.counts.recordsSent += batch.records.length;
      this.#busy = false;
      this.#next(keepsProcess);
      if (!this.#busy) this.#wakeIdle();
    } else if (status === 413 && batch.records.length > 1) {
      this.#batchBytes = Math.max(LEAST_BATCH_BYTES, this.#batchBytes / 2);
      this.#again(batch, outcome);
    } else if (status === 0 || status === 429 || status >= 500) this.#again(batch, outcome);
    else this.#refused(batch, `HTTP status ${status}`);
  }

  #again(batch: Batch, outcome: PostOutcome): void {
    this.#options.counts.recordPostsFailed++;
    this.#options.queue.giveBack(batch);
    const asked = 'status' in outcome ? Number(outcome.retryAfter) * 1_000 : Number.NaN;
    const waitMs = asked > 0 ? Math.min(asked, LAST_PAUSE_MS) : this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_PAUSE_MS);
    this.#rest(waitMs);
  }

  #refused(batch: Batch, reason: string): void {
    const { counts, warn, url } = this.#options;
    counts.recordPostsFailed++;
    counts.recordsDropped += batch.records.length;
    if (!this.#warned) warn(`${url} takes no request records (${reason}); they are dropped`);
    this.#warned = true;
    this.#rest(this.#pauseMs);
  }

  #rest(forMs: number): void {
    this.#notBeforeMs = performance.now() + forMs;
    this.#busy = false;
    this.#wakeIdle();
  }

  #wakeIdle(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (const done of idle) done();
  }
}
