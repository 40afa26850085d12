/**
 * The bounded queue of one connection: chunks that wait, chunks handed to the socket, and, for a peer to whom a repeat is harmless, the
 * newest chunks that the system took, kept to be sent again. A socket never tells what the peer has read, so those may have died with it.
 */
import { Fifo } from './fifo.ts';

export interface Chunk {
  readonly bytes: Uint8Array;
  /** Points or lines in it. */
  readonly items: number;
  /** The batch it belongs to; a batch's chunks follow each other. */
  readonly batch: number;
  /** It was sent before, on a connection that broke. */
  repeated: boolean;
}

/** What a chunk's object is charged with, so that many tiny chunks are bounded too. */
const CHUNK_OVERHEAD_BYTES = 200;

const costOf = (chunk: Chunk): number => chunk.bytes.length + CHUNK_OVERHEAD_BYTES;

export class ChunkQueue {
  lost = 0;
  lostBatches = 0;
  readonly #maxBytes: number;
  readonly #maxKeptBytes: number;
  readonly #waiting = new Fifo<Chunk>();
  readonly #inFlight = new Fifo<Chunk>();
  readonly #kept = new Fifo<Chunk>();
  #pendingBytes = 0;
  #keptBytes = 0;
  #lastLostBatch = -1;

  /** `maxKeptBytes` 0 never repeats: what was on its way when the connection broke is lost. */
  constructor(maxBytes: number, maxKeptBytes: number) {
    this.#maxBytes = maxBytes;
    this.#maxKeptBytes = maxKeptBytes;
  }

  /** Bytes that wait or are with the socket, with what their objects take. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get inFlight(): number {
    return this.#inFlight.length;
  }

  /** Adds a chunk. When the queue is full, chunks kept for repeats go first, then whole batches that wait, the oldest first. */
  push(chunk: Chunk): void {
    const cost = costOf(chunk);
    while (this.#pendingBytes + this.#keptBytes + cost > this.#maxBytes && this.#forgetKept());
    while (this.#pendingBytes + cost > this.#maxBytes) {
      const oldest = this.#waiting.peek();
      // A batch that alone is more than the queue holds loses its end.
      if (oldest === undefined || oldest.batch === chunk.batch) {
        this.#lose(chunk);
        return;
      }
      this.#loseWaitingBatch(oldest.batch);
    }
    this.#waiting.push(chunk);
    this.#pendingBytes += cost;
  }

  /** The next chunk to write, now in flight. */
  take(): Chunk | undefined {
    const chunk = this.#waiting.shift();
    if (chunk !== undefined) this.#inFlight.push(chunk);
    return chunk;
  }

  /** The system took the oldest chunk in flight. */
  taken(): Chunk | undefined {
    const chunk = this.#inFlight.shift();
    if (chunk === undefined) return undefined;
    const cost = costOf(chunk);
    this.#pendingBytes -= cost;
    if (this.#maxKeptBytes > 0) {
      this.#kept.push(chunk);
      this.#keptBytes += cost;
      while (this.#keptBytes > this.#maxKeptBytes && this.#forgetKept());
    }
    return chunk;
  }

  /** The connection broke: what it carried waits again, ahead of the rest, or is lost where repeats are not wanted. */
  broken(): void {
    const carried = this.#inFlight.takeAll();
    if (this.#maxKeptBytes === 0) {
      for (const chunk of carried) {
        this.#pendingBytes -= costOf(chunk);
        this.#lose(chunk);
      }
      return;
    }
    const rest = this.#waiting.takeAll();
    for (const chunk of this.#kept.takeAll()) {
      chunk.repeated = true;
      this.#pendingBytes += costOf(chunk);
      this.#waiting.push(chunk);
    }
    this.#keptBytes = 0;
    for (const chunk of carried) this.#waiting.push(chunk);
    for (const chunk of rest) this.#waiting.push(chunk);
  }

  /** Nothing will be sent any more: what waits is lost, repeats aside. */
  end(): void {
    for (const chunk of [...this.#inFlight.takeAll(), ...this.#waiting.takeAll()]) this.#lose(chunk);
    this.#pendingBytes = 0;
  }

  #forgetKept(): boolean {
    const chunk = this.#kept.shift();
    if (chunk === undefined) return false;
    this.#keptBytes -= costOf(chunk);
    return true;
  }

  #loseWaitingBatch(batch: number): void {
    for (let oldest = this.#waiting.peek(); oldest?.batch === batch; oldest = this.#waiting.peek()) {
      this.#waiting.shift();
      this.#pendingBytes -= costOf(oldest);
      this.#lose(oldest);
    }
  }

  /** A repeat was delivered once, as far as the system told: it is no loss. */
  #lose(chunk: Chunk): void {
    if (chunk.repeated) return;
    this.lost += chunk.items;
    if (chunk.batch !== this.#lastLostBatch) this.lostBatches++;
    this.#lastLostBatch = chunk.batch;
  }
}
