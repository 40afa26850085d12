/** Flushes that wait, as they came: a timer's record is 52 bytes, and some 380 once it is six lines for carbon. */
import type { FlushBatch } from '@carpy/core';
import { Fifo } from './fifo.ts';

export interface WaitingBatch {
  /** Counts up from 1. */
  readonly number: number;
  /** When it came, epoch ms. */
  readonly atMs: number;
  readonly batch: FlushBatch;
  readonly bytes: number;
}

const NO_BYTES = new Uint8Array(0);
const NO_ENDS = new Uint32Array(0);
/** What a declaration's objects take beside its characters. */
const DECLARATION_BYTES = 100;

export class BatchQueue {
  bytes = 0;
  readonly #batches = new Fifo<WaitingBatch>();
  #count = 0;

  get length(): number {
    return this.#batches.length;
  }

  /** Keeps the batch without its sketches, which no other server reads. */
  push(batch: FlushBatch, atMs: number): void {
    const slim = { ...batch, timers: { ...batch.timers, sketches: NO_BYTES, sketchEnds: NO_ENDS } };
    const bytes = bytesOf(slim);
    this.#batches.push({ number: ++this.#count, atMs, batch: slim, bytes });
    this.bytes += bytes;
  }

  shift(): WaitingBatch | undefined {
    const oldest = this.#batches.shift();
    if (oldest !== undefined) this.bytes -= oldest.bytes;
    return oldest;
  }
}

function bytesOf({ declared, timers, apdex, values }: FlushBatch): number {
  let bytes = timers.ids.byteLength + timers.columns.byteLength + apdex.ids.byteLength + apdex.counts.byteLength;
  bytes += values.ids.byteLength + values.values.byteLength;
  for (const { name } of declared) bytes += name.length + DECLARATION_BYTES;
  return bytes;
}
