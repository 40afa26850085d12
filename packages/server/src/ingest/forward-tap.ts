/**
 * Copies of what ingest takes, for the thread that forwards: each flush, and lines in chunks. That thread answers each message, so what is
 * on its way is bounded; past the bounds it is dropped and counted, and ingest goes on.
 *
 * Hot: `packet` runs once a datagram and only copies bytes.
 */
import type { FlushBatch, SeriesDeclaration } from '@carpy/core';

/** Ingest to forward. */
export type ForwardMessage =
  | { readonly kind: 'flush'; readonly batch: FlushBatch }
  /** Whole lines, each with its newline. */
  | { readonly kind: 'lines'; readonly bytes: Uint8Array };

/** Forward to ingest: one message is worked off. */
export interface ForwardAnswer {
  readonly kind: ForwardMessage['kind'];
}

export interface TapPort {
  postMessage(message: ForwardMessage, transfer?: readonly ArrayBuffer[]): void;
}

export interface ForwardTapOptions {
  readonly port: TapPort;
  readonly flushes: boolean;
  readonly lines: boolean;
}

const CHUNK_BYTES = 64 * 1024;
const MAX_FLUSHES = 8;
const MAX_CHUNKS = 256;
const LF = 10;

export class ForwardTap {
  /** Series of flushes, and chunks of lines, dropped because the forwarding thread did not keep up. */
  lostPoints = 0;
  lostChunks = 0;
  readonly #port: TapPort;
  readonly #flushes: boolean;
  /** True where lines are to be sent some times a second. */
  readonly wantsLines: boolean;
  #chunk = new Uint8Array(CHUNK_BYTES);
  #used = 0;
  #flushesOut = 0;
  #chunksOut = 0;
  /** Names declared in flushes that were dropped: the next one that goes declares them. */
  #undeclared: SeriesDeclaration[] = [];

  constructor({ port, flushes, lines }: ForwardTapOptions) {
    this.#port = port;
    this.#flushes = flushes;
    this.wantsLines = lines;
  }

  flush(batch: FlushBatch): void {
    if (!this.#flushes) return;
    if (this.#flushesOut >= MAX_FLUSHES) {
      this.lostPoints += batch.timers.ids.length + batch.apdex.ids.length + batch.values.ids.length;
      for (const declared of batch.declared) this.#undeclared.push(declared);
      return;
    }
    const declared = this.#undeclared.length === 0 ? batch.declared : [...this.#undeclared, ...batch.declared];
    this.#undeclared = [];
    this.#flushesOut++;
    this.#port.postMessage({ kind: 'flush', batch: { ...batch, declared } });
  }

  /** Names that another batch of the same writer declared. */
  declare(declared: readonly SeriesDeclaration[]): void {
    if (this.#flushes) for (const name of declared) this.#undeclared.push(name);
  }

  /** A datagram or whole lines: bytes[0, length). */
  packet(bytes: Uint8Array, length: number): void {
    if (!this.wantsLines || length === 0) return;
    if (this.#used + length + 1 > CHUNK_BYTES) this.send();
    // A unix datagram may be larger than any of UDP.
    if (length > CHUNK_BYTES) {
      this.lostChunks++;
      return;
    }
    this.#chunk.set(length === bytes.length ? bytes : bytes.subarray(0, length), this.#used);
    this.#used += length;
    if (bytes[length - 1] !== LF) this.#chunk[this.#used++] = LF;
  }

  /** Sends the lines that wait. To be called some times a second. */
  send(): void {
    if (this.#used === 0) return;
    if (this.#chunksOut >= MAX_CHUNKS) {
      this.lostChunks++;
      this.#used = 0;
      return;
    }
    this.#chunksOut++;
    const bytes = this.#chunk.subarray(0, this.#used);
    this.#port.postMessage({ kind: 'lines', bytes }, [this.#chunk.buffer]);
    this.#chunk = new Uint8Array(CHUNK_BYTES);
    this.#used = 0;
  }

  answered({ kind }: ForwardAnswer): void {
    if (kind === 'flush') this.#flushesOut--;
    else this.#chunksOut--;
  }
}
