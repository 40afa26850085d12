/**
 * One outgoing TCP connection with a bounded queue. There is at most one socket, connecting or connected: a peer that is down costs one
 * descriptor, however long (https://github.com/statsd/statsd/issues/635). What it fails to deliver it counts; it never throws.
 */
import { connect, type Socket } from 'node:net';
import { Backoff, type BackoffOptions } from './backoff.ts';
import { type Chunk, ChunkQueue } from './chunk-queue.ts';
import { errorText, type ForwardCounts } from './forwarder.ts';

export interface TcpStreamOptions {
  readonly host: string;
  readonly port: number;
  /** Default 64 MiB. */
  readonly maxQueueBytes?: number;
  /**
   * The newest bytes that the system took are sent again after the connection broke, up to this many. 0, the default, where a repeat
   * would count twice.
   */
  readonly repeatBytes?: number;
  /** Default 5,000 ms. */
  readonly connectTimeoutMs?: number;
  /** A connection that takes nothing for this long, while something waits, is given up. Default 30,000 ms. */
  readonly stallTimeoutMs?: number;
  readonly backoff?: BackoffOptions;
  /** Called when the system took a chunk, repeats too. */
  readonly onSent?: (chunk: Chunk) => void;
  /** Epoch ms. Default Date.now. */
  readonly now?: () => number;
}

const DEFAULT_MAX_QUEUE_BYTES = 64 * 1024 * 1024;
/** A connection that lived this long was a good one: the next pause is the shortest again. */
const GOOD_AFTER_MS = 5_000;
/** How long the peer may take to close its side once everything is sent. */
const FAREWELL_MS = 500;

export class TcpStream {
  readonly #options: TcpStreamOptions;
  readonly #queue: ChunkQueue;
  readonly #backoff: Backoff;
  readonly #now: () => number;
  #socket: Socket | undefined;
  #connectedAtMs: number | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stall: NodeJS.Timeout | undefined;
  #full = false;
  #closed: Promise<void> | undefined;
  #ended = false;
  /** Resolves `close`; set once closing. */
  #onDone: (() => void) | undefined;
  /** The socket whose side we ended, with everything sent. */
  #leaving: Socket | undefined;
  #sent = 0;
  #sentBytes = 0;
  #repeated = 0;
  #lastError: string | undefined;
  #lastErrorAtMs: number | undefined;
  #lastSentAtMs: number | undefined;

  /** Connects at once. */
  constructor(options: TcpStreamOptions) {
    this.#options = options;
    this.#queue = new ChunkQueue(options.maxQueueBytes ?? DEFAULT_MAX_QUEUE_BYTES, options.repeatBytes ?? 0);
    this.#backoff = new Backoff(options.backoff);
    this.#now = options.now ?? Date.now;
    this.#connect();
  }

  /** Items that were sent again, because the connection that took them broke. */
  get repeated(): number {
    return this.#repeated;
  }

  /** Bytes that wait or are on their way. */
  get queuedBytes(): number {
    return this.#queue.pendingBytes;
  }

  /** Takes bytes over: they must not change any more. `items` points or lines of batch `batch`, a number that never falls. */
  push(bytes: Uint8Array, items: number, batch: number): void {
    this.#queue.push({ bytes, items, batch, repeated: false });
    if (this.#ended) this.#queue.end();
    else this.#pump();
  }

  counts(): ForwardCounts {
    return {
      sent: this.#sent,
      sentBytes: this.#sentBytes,
      lost: this.#queue.lost,
      lostBatches: this.#queue.lostBatches,
      queuedBytes: this.#queue.pendingBytes,
      connected: this.#connectedAtMs !== undefined,
      lastError: this.#lastError,
      lastErrorAtMs: this.#lastErrorAtMs,
      lastSentAtMs: this.#lastSentAtMs,
    };
  }

  /** Sends what waits, connecting again if need be, for up to `timeoutMs`. What is left then counts as lost. */
  close(timeoutMs: number): Promise<void> {
    this.#closed ??= this.#close(timeoutMs);
    return this.#closed;
  }

  async #close(timeoutMs: number): Promise<void> {
    const deadline = setTimeout(() => this.#end(), timeoutMs);
    const done = new Promise<void>((resolve) => {
      this.#onDone = resolve;
    });
    if (this.#retry !== undefined) {
      clearTimeout(this.#retry);
      this.#connect();
    }
    this.#farewell();
    await done;
    clearTimeout(deadline);
  }

  /** Once nothing waits: ends our side, and is over when the peer has ended its own. */
  #farewell(): void {
    if (this.#onDone === undefined || this.#queue.waiting + this.#queue.inFlight > 0) return;
    const socket = this.#socket;
    if (socket === undefined || this.#connectedAtMs === undefined) {
      this.#end();
      return;
    }
    if (this.#leaving === socket) return;
    this.#leaving = socket;
    socket.end();
    const last = setTimeout(() => this.#end(), FAREWELL_MS);
    socket.once('close', () => clearTimeout(last));
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#stall);
    this.#queue.end();
    this.#connectedAtMs = undefined;
    this.#socket?.destroy();
    this.#onDone?.();
  }

  #connect(): void {
    this.#retry = undefined;
    const { host, port, connectTimeoutMs = 5_000 } = this.#options;
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
    this.#socket = socket;
    const late = setTimeout(
      () => socket.destroy(new Error(`no connection to ${host}:${port} within ${connectTimeoutMs} ms`)),
      connectTimeoutMs,
    );
    socket.on('connect', () => {
      clearTimeout(late);
      this.#connectedAtMs = this.#now();
      this.#full = false;
      this.#pump();
      this.#farewell();
    });
    socket.on('drain', () => {
      this.#full = false;
      this.#pump();
    });
    // Nothing is expected, but what is not read would keep the peer's end from being seen.
    socket.resume();
    socket.on('error', (error) => this.#note(error));
    socket.on('close', (hadError) => {
      clearTimeout(late);
      this.#lostConnection(socket, hadError);
    });
  }

  #lostConnection(socket: Socket, hadError: boolean): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    clearTimeout(this.#stall);
    this.#stall = undefined;
    const livedMs = this.#connectedAtMs === undefined ? 0 : this.#now() - this.#connectedAtMs;
    this.#connectedAtMs = undefined;
    if (this.#ended) return;
    if (this.#leaving === socket && !hadError) {
      this.#end();
      return;
    }
    if (!hadError) this.#note(new Error(`${this.#options.host}:${this.#options.port} closed the connection`));
    this.#queue.broken();
    if (livedMs >= GOOD_AFTER_MS) this.#backoff.reset();
    this.#retry = setTimeout(() => this.#connect(), this.#backoff.next());
    if (this.#onDone === undefined) this.#retry.unref();
    else if (this.#queue.waiting === 0) this.#end();
  }

  /** Writes until the socket's own buffer is full; 'drain' goes on. */
  #pump(): void {
    const socket = this.#socket;
    if (socket === undefined || this.#connectedAtMs === undefined || socket.writableEnded) return;
    while (!this.#full) {
      const chunk = this.#queue.take();
      if (chunk === undefined) break;
      this.#full = !socket.write(chunk.bytes, (error) => {
        if (error === undefined || error === null) this.#took(socket);
      });
    }
    if (this.#queue.inFlight > 0) this.#watch(socket);
  }

  #took(socket: Socket): void {
    if (socket !== this.#socket) return;
    const chunk = this.#queue.taken();
    if (chunk === undefined) return;
    if (chunk.repeated) this.#repeated += chunk.items;
    else {
      this.#sent += chunk.items;
      this.#sentBytes += chunk.bytes.length;
    }
    this.#lastSentAtMs = this.#now();
    this.#options.onSent?.(chunk);
    if (this.#queue.inFlight > 0) this.#stall?.refresh();
    else {
      clearTimeout(this.#stall);
      this.#stall = undefined;
      this.#farewell();
    }
  }

  #watch(socket: Socket): void {
    const { stallTimeoutMs = 30_000 } = this.#options;
    this.#stall ??= setTimeout(
      () => socket.destroy(new Error(`nothing was taken for ${stallTimeoutMs} ms`)),
      stallTimeoutMs,
    ).unref();
  }

  #note(error: Error): void {
    this.#lastError = errorText(error);
    this.#lastErrorAtMs = this.#now();
  }
}
