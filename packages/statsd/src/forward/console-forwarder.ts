/**
 * Writes each flush as one JSON object, for people: `{"slotS":1700000000,"series":{"name":value}}`. Simpler than npm statsd's console
 * backend, which prints its own variables. Past a bound of names it says with `"cut"` how many more there were.
 */
import type { FlushBatch } from '@carpy/core';
import { BatchNames } from './batch-names.ts';
import { errorText, type ForwardCounts, type Forwarder } from './forwarder.ts';

export interface ConsoleForwarderOptions {
  /** Takes one text, which ends with a newline. */
  readonly write: (text: string) => void;
  /** Indents. Default false. */
  readonly pretty?: boolean;
  /** Default 10,000 names a flush. */
  readonly maxNames?: number;
  /** Epoch ms. Default Date.now. */
  readonly now?: () => number;
}

export class ConsoleForwarder implements Forwarder {
  readonly #write: (text: string) => void;
  readonly #indent: number;
  readonly #maxNames: number;
  readonly #now: () => number;
  readonly #names = new BatchNames();
  #closed = false;
  #sent = 0;
  #sentBytes = 0;
  #lost = 0;
  #lostBatches = 0;
  #lastError: string | undefined;
  #lastErrorAtMs: number | undefined;
  #lastSentAtMs: number | undefined;

  constructor(options: ConsoleForwarderOptions) {
    this.#write = options.write;
    this.#indent = options.pretty ? 2 : 0;
    this.#maxNames = options.maxNames ?? 10_000;
    this.#now = options.now ?? Date.now;
  }

  /** Takes one flush. What is cut counts as lost. */
  batch(batch: FlushBatch): void {
    // No prototype: a series may be called __proto__.
    const series: Record<string, number> = Object.create(null) as Record<string, number>;
    let shown = 0;
    let cut = 0;
    this.#names.visit(batch, (path, leaf, value) => {
      if (shown >= this.#maxNames) {
        cut++;
        return;
      }
      series[path + leaf] = value;
      shown++;
    });
    if (this.#closed) {
      this.#lose(shown + cut);
      return;
    }
    const { slotS } = batch;
    const text = `${JSON.stringify(cut > 0 ? { slotS, series, cut } : { slotS, series }, undefined, this.#indent)}\n`;
    try {
      this.#write(text);
    } catch (error) {
      this.#lastError = errorText(error);
      this.#lastErrorAtMs = this.#now();
      this.#lose(shown + cut);
      return;
    }
    this.#sent += shown;
    this.#sentBytes += Buffer.byteLength(text);
    this.#lastSentAtMs = this.#now();
    if (cut > 0) this.#lose(cut);
  }

  counts(): ForwardCounts {
    return {
      sent: this.#sent,
      sentBytes: this.#sentBytes,
      lost: this.#lost,
      lostBatches: this.#lostBatches,
      queuedBytes: 0,
      connected: !this.#closed,
      lastError: this.#lastError,
      lastErrorAtMs: this.#lastErrorAtMs,
      lastSentAtMs: this.#lastSentAtMs,
    };
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #lose(points: number): void {
    this.#lost += points;
    this.#lostBatches++;
  }
}
