/**
 * Sends each flush on to a carbon (carbon-cache, carbon-relay, go-carbon, VictoriaMetrics …), over one connection that stays.
 *
 * Delivery is at least once: when the connection breaks, what was not taken is sent with the next one, and so are the newest bytes that
 * were, since they may have died with the peer. Carbon overwrites a slot, so a repeat changes nothing; behind a carbon-aggregator, which
 * would add it up, set `repeatBytes` to 0. Flushes wait as they came and are encoded as the connection takes them; past
 * `maxQueueBytes` the oldest go, and are counted.
 */
import { APDEX_LEAVES, type FlushBatch, type SeriesDeclaration, TIMER_LEAVES } from '@carpy/core';
import { BatchNames, type PointVisitor } from './batch-names.ts';
import { BatchQueue } from './batch-queue.ts';
import type { CarbonEncoder } from './carbon-encoder.ts';
import { CarbonPickle } from './carbon-pickle.ts';
import { CarbonText } from './carbon-text.ts';
import type { Chunk } from './chunk-queue.ts';
import type { ForwardCounts, Forwarder } from './forwarder.ts';
import { TcpStream, type TcpStreamOptions } from './tcp-stream.ts';

export interface CarbonForwarderOptions extends Omit<TcpStreamOptions, 'onSent'> {
  /** `text` is for carbon's port 2003, `pickle` for 2004. Default text. */
  readonly protocol?: 'text' | 'pickle';
}

export interface CarbonCounts extends ForwardCounts {
  /** Points sent again after a connection broke. */
  readonly repeated: number;
  /** Values whose number was never declared. */
  readonly unknown: number;
}

/** What npm statsd tells of its Graphite backend, under the same names. */
export interface GraphiteStats {
  /** When the newest error was, epoch s; 0 for never. */
  readonly last_exception: number;
  /** When something was sent last, epoch s; before that the start. */
  readonly last_flush: number;
  /** From a flush to the moment when the system had taken all of it, ms: of the last one sent whole before the next came. */
  readonly flush_time: number;
  /** That flush's bytes. */
  readonly flush_length: number;
}

/** The largest send buffer that Linux gives a socket by default: what a dead peer can have left unread on our side. */
const DEFAULT_REPEAT_BYTES = 4 * 1024 * 1024;

/** Encoded bytes to have ready for the connection; at most a quarter of the queue. */
const READY_BYTES = 1024 * 1024;
const DEFAULT_MAX_QUEUE_BYTES = 64 * 1024 * 1024;

/** The flush being encoded, or encoded last. */
interface Current {
  readonly number: number;
  readonly atMs: number;
  /** What the flush takes until it is encoded whole. */
  readonly waitingBytes: number;
  readonly steps: Iterator<undefined, void>;
  whole: boolean;
  bytes: number;
  /** Chunks that the system has not taken. */
  chunks: number;
  /** Points that are not encoded yet, at most. */
  points: number;
}

export class CarbonForwarder implements Forwarder {
  readonly #maxQueueBytes: number;
  readonly #readyBytes: number;
  readonly #names = new BatchNames();
  readonly #queue = new BatchQueue();
  readonly #encoder: CarbonEncoder;
  readonly #stream: TcpStream;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #point: PointVisitor = (path, leaf, value, slotS) => this.#encoder.point(path, leaf, value, slotS);
  /** Of lost flushes, oldest first. */
  readonly #owedDeclarations: (readonly SeriesDeclaration[])[] = [];
  #current: Current | undefined;
  /** The connection is over for good. */
  #ended = false;
  #lost = 0;
  #lostBatches = 0;
  #flushMs = 0;
  #flushBytes = 0;

  constructor(options: CarbonForwarderOptions) {
    this.#now = options.now ?? Date.now;
    this.#startedAtMs = this.#now();
    this.#maxQueueBytes = options.maxQueueBytes ?? DEFAULT_MAX_QUEUE_BYTES;
    this.#readyBytes = Math.min(READY_BYTES, this.#maxQueueBytes / 4);
    this.#stream = new TcpStream({
      ...options,
      repeatBytes: options.repeatBytes ?? DEFAULT_REPEAT_BYTES,
      onSent: (chunk) => this.#sent(chunk),
    });
    const receive = (bytes: Uint8Array, points: number): void => this.#chunk(bytes, points);
    this.#encoder = options.protocol === 'pickle' ? new CarbonPickle(receive) : new CarbonText(receive);
  }

  /** Takes one flush over: its arrays must not change any more. */
  batch(batch: FlushBatch): void {
    this.#queue.push(batch, this.#now());
    if (this.#ended) this.#loseAll();
    else this.#encode(this.#readyBytes);
    while (this.#queue.length > 0 && this.#queuedBytes() > this.#maxQueueBytes) this.#loseOldest();
  }

  counts(): CarbonCounts {
    const counts = this.#stream.counts();
    return {
      ...counts,
      lost: counts.lost + this.#lost,
      lostBatches: counts.lostBatches + this.#lostBatches,
      queuedBytes: this.#queuedBytes(),
      repeated: this.#stream.repeated,
      unknown: this.#names.unknown,
    };
  }

  graphiteStats(): GraphiteStats {
    const { lastErrorAtMs = 0, lastSentAtMs = this.#startedAtMs } = this.#stream.counts();
    return {
      last_exception: Math.round(lastErrorAtMs / 1000),
      last_flush: Math.round(lastSentAtMs / 1000),
      flush_time: this.#flushMs,
      flush_length: this.#flushBytes,
    };
  }

  /** Sends what waits for up to `timeoutMs`, encoding as it goes: many large flushes would take longer than that. The rest is lost. */
  async close(timeoutMs: number): Promise<void> {
    this.#encode(this.#readyBytes);
    await this.#stream.close(timeoutMs);
    this.#ended = true;
    this.#loseAll();
  }

  #queuedBytes(): number {
    const current = this.#current;
    const encoding = current === undefined || current.whole ? 0 : current.waitingBytes;
    return this.#stream.queuedBytes + this.#queue.bytes + encoding;
  }

  /** Encodes until the connection has `readyBytes` before it, or nothing waits. */
  #encode(readyBytes: number): void {
    while (this.#stream.queuedBytes < readyBytes) {
      if (this.#current === undefined || this.#current.whole) {
        const next = this.#queue.shift();
        if (next === undefined) return;
        this.#declareOwed();
        const steps = this.#names.steps(next.batch, this.#point);
        const { number, atMs, bytes: waitingBytes } = next;
        const points = pointsOf(next.batch);
        this.#current = { number, atMs, waitingBytes, steps, whole: false, bytes: 0, chunks: 0, points };
      }
      if (this.#current.steps.next().done) {
        this.#encoder.end();
        this.#current.whole = true;
      }
    }
  }

  /** Its declarations count all the same, since later flushes lean on them, but not before the flush being encoded is through. */
  #loseOldest(): void {
    const oldest = this.#queue.shift();
    if (oldest === undefined) return;
    this.#lost += pointsOf(oldest.batch);
    this.#lostBatches++;
    this.#owedDeclarations.push(oldest.batch.declared);
    if (this.#current === undefined || this.#current.whole) this.#declareOwed();
  }

  #loseAll(): void {
    const current = this.#current;
    if (current !== undefined && !current.whole) {
      current.whole = true;
      this.#lost += current.points;
    }
    while (this.#queue.length > 0) this.#loseOldest();
  }

  #declareOwed(): void {
    for (const declared of this.#owedDeclarations) this.#names.declare(declared);
    this.#owedDeclarations.length = 0;
  }

  #chunk(bytes: Uint8Array, points: number): void {
    const current = this.#current as Current;
    current.bytes += bytes.length;
    current.chunks++;
    current.points -= points;
    this.#stream.push(bytes, points, current.number);
  }

  #sent(chunk: Chunk): void {
    const current = this.#current;
    if (chunk.batch === current?.number && !chunk.repeated && --current.chunks === 0 && current.whole) {
      this.#flushMs = this.#now() - current.atMs;
      this.#flushBytes = current.bytes;
    }
    this.#encode(this.#readyBytes);
  }
}

const pointsOf = ({ values, timers, apdex }: FlushBatch): number =>
  values.ids.length + timers.ids.length * TIMER_LEAVES.length + apdex.ids.length * APDEX_LEAVES.length;
