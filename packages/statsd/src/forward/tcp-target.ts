/**
 * Packs lines into chunks for one server over TCP. At most once: what the socket held when the connection broke is lost and counted,
 * since a counter that came twice would count twice. What still waited goes with the next connection.
 */
import { copyOf } from './carbon-encoder.ts';
import type { Address, LineCounts, LineTarget, LineTargetOptions } from './line-target.ts';
import { TcpStream } from './tcp-stream.ts';

const CHUNK_BYTES = 16 * 1024;
const LF = 10;

export class TcpTarget implements LineTarget {
  /** Lines wait for the connection. */
  readonly ready: Promise<void> = Promise.resolve();
  readonly #stream: TcpStream;
  readonly #open = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #used = 0;
  #lines = 0;
  #batch = 0;
  #chunksSent = 0;

  constructor({
    host,
    port,
    maxQueueBytes,
    connectTimeoutMs,
    stallTimeoutMs,
    backoff,
    now,
  }: Address & LineTargetOptions) {
    this.#stream = new TcpStream({
      host,
      port,
      onSent: () => {
        this.#chunksSent++;
      },
      ...(maxQueueBytes === undefined ? {} : { maxQueueBytes }),
      ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
      ...(stallTimeoutMs === undefined ? {} : { stallTimeoutMs }),
      ...(backoff === undefined ? {} : { backoff }),
      ...(now === undefined ? {} : { now }),
    });
  }

  line(bytes: Uint8Array, from: number, to: number): void {
    const size = to - from + 1;
    if (this.#used + size > CHUNK_BYTES) this.flush();
    if (size > CHUNK_BYTES) {
      const alone = Buffer.allocUnsafeSlow(size);
      alone.set(bytes.subarray(from, to));
      alone[size - 1] = LF;
      this.#stream.push(alone, 1, ++this.#batch);
      return;
    }
    const out = this.#open;
    let at = this.#used;
    for (let i = from; i < to; i++) out[at++] = bytes[i] as number;
    out[at++] = LF;
    this.#used = at;
    this.#lines++;
  }

  flush(): void {
    if (this.#lines === 0) return;
    this.#stream.push(copyOf(this.#open, this.#used), this.#lines, ++this.#batch);
    this.#used = 0;
    this.#lines = 0;
  }

  counts(): LineCounts {
    const counts = this.#stream.counts();
    return { ...counts, queuedBytes: counts.queuedBytes + this.#used, datagrams: this.#chunksSent };
  }

  close(timeoutMs: number): Promise<void> {
    this.flush();
    return this.#stream.close(timeoutMs);
  }
}
