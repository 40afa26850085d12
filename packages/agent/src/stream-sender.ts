/**
 * Sends lines to a StatsD server over TCP or a unix socket. As the sender over UDP it never throws, waits, or keeps the process alive.
 * A connection that breaks is made again, at the earliest a second later and then after twice as long each time; what waits meanwhile
 * is bounded, and what the broken one had not taken is counted as failed.
 */
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Counts } from './counts.ts';
import type { StatsdAddress } from './statsd-address.ts';
import type { LineSender, SenderOptions } from './statsd-sender.ts';
import { clearTimeout, setTimeout } from './timers.ts';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** A connection being made keeps the process, so it is given up soon. */
const CONNECT_TIMEOUT_MS = 3_000;
const NEWLINE = Buffer.from('\n');

interface Part {
  readonly bytes: Buffer;
  readonly lines: number;
}

export class StreamSender implements LineSender {
  readonly address: StatsdAddress;
  readonly #options: SenderOptions;
  readonly #counts: Counts;
  #socket: Socket | undefined;
  #connected = false;
  #retryMs = FIRST_RETRY_MS;
  #nextTryMs = 0;
  #closed = false;
  /** What waits for a connection. */
  #waiting: Part[] = [];
  #waitingBytes = 0;
  /** Written and not taken yet: lines of this connection. */
  #unsentLines = 0;
  #unsentWrites = 0;
  #idle: (() => void)[] = [];

  constructor(address: StatsdAddress, options: SenderOptions, counts: Counts) {
    this.address = address;
    this.#options = options;
    this.#counts = counts;
    this.#connect();
  }

  /** A stream keeps what it is given until the kernel takes it, so each buffer is a new one. */
  readonly takeBuffer = (): Buffer => Buffer.allocUnsafe(this.#options.maxDatagramBytes);

  readonly send = (buffer: Buffer, length: number, lines: number): void => {
    const queued = this.#waitingBytes + (this.#socket?.writableLength ?? 0);
    if (this.#closed || queued + length > this.#options.maxBufferBytes) {
      this.#counts.linesDropped += lines;
      return;
    }
    const part = { bytes: buffer.subarray(0, length), lines };
    if (this.#connected) this.#write(part);
    else {
      this.#waiting.push(part);
      this.#waitingBytes += length;
    }
  };

  tick(): void {
    if (this.#socket === undefined && !this.#closed && performance.now() >= this.#nextTryMs) this.#connect();
  }

  /** Resolves when the kernel took all that was sent so far, and at once while there is no connection. */
  async flushed(): Promise<void> {
    if (this.#socket === undefined || (this.#connected && this.#unsentWrites === 0)) return;
    await new Promise<void>((done) => this.#idle.push(done));
  }

  close(): void {
    this.#closed = true;
    for (const { lines } of this.#waiting) this.#counts.linesDropped += lines;
    this.#waiting = [];
    this.#waitingBytes = 0;
    // An orderly end: what the kernel has goes out.
    this.#socket?.end();
    this.#wakeIdle();
  }

  #connect(): void {
    const { address } = this;
    const socket =
      address.scheme === 'unix'
        ? connect({ path: address.path })
        : connect({
            host: address.host,
            port: address.port,
            ...(this.#options.lookup === undefined ? {} : { lookup: this.#options.lookup as never }),
          });
    this.#socket = socket;
    socket.unref();
    socket.setNoDelay(true);
    const timeout = setTimeout(() => socket.destroy(), CONNECT_TIMEOUT_MS);
    timeout.unref();
    socket.on('connect', () => {
      clearTimeout(timeout);
      this.#opened();
    });
    socket.on('error', () => {
      this.#counts.socketErrors++;
    });
    // Nothing is expected from a StatsD server; without this its end would not be seen.
    socket.resume();
    socket.on('close', () => {
      clearTimeout(timeout);
      this.#lost();
    });
  }

  #opened(): void {
    this.#connected = true;
    this.#retryMs = FIRST_RETRY_MS;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const part of waiting) this.#write(part);
    if (this.#unsentWrites === 0) this.#wakeIdle();
  }

  #lost(): void {
    this.#counts.linesFailed += this.#unsentLines;
    this.#unsentLines = 0;
    this.#unsentWrites = 0;
    this.#socket = undefined;
    this.#connected = false;
    this.#nextTryMs = performance.now() + this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    this.#wakeIdle();
  }

  #write({ bytes, lines }: Part): void {
    const socket = this.#socket as Socket;
    this.#unsentLines += lines;
    this.#unsentWrites++;
    socket.cork();
    socket.write(bytes);
    socket.write(NEWLINE, (error) => {
      // Those of a connection that broke are counted there.
      if (error || socket !== this.#socket) return;
      this.#unsentLines -= lines;
      this.#unsentWrites--;
      this.#counts.datagramsSent++;
      this.#counts.bytesSent += bytes.length + 1;
      this.#counts.linesSent += lines;
      if (this.#unsentWrites === 0) this.#wakeIdle();
    });
    socket.uncork();
  }

  #wakeIdle(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (const done of idle) done();
  }
}
