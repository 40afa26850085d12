/**
 * Sends datagrams to a StatsD server over UDP. Nothing here throws, waits, or keeps the process alive; what can't be sent is counted.
 *
 * Addresses are looked up here, not by the socket, so that a send is a system call at once: that is what makes the last flush work in
 * the process's `exit` event, where nothing asynchronous runs any more.
 */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Counts } from './counts.ts';
import type { HostAndPort } from './statsd-address.ts';

/** A name is looked up again this often, so that the agent follows a server that moved. */
const LOOKUP_EVERY_MS = 60_000;
const LOOKUP_AFTER_FAILURE_MS = 5_000;
/** Sends whose callbacks have not run: code that never lets the event loop turn can pile them up, though the socket took the bytes. */
const MAX_IN_FLIGHT = 10_000;
/** Buffers kept for reuse. */
const MAX_SPARE = 16;

interface Waiting {
  readonly buffer: Buffer;
  readonly length: number;
  readonly lines: number;
}

type Lookup = typeof lookup;

export interface SenderOptions {
  readonly maxDatagramBytes: number;
  readonly maxBufferBytes: number;
  /** For tests; default: the system's. */
  readonly lookup?: Lookup;
}

/** What takes datagrams, or whole parts of a stream, from the writer of lines. */
export interface LineSender {
  readonly takeBuffer: () => Buffer;
  /** Sends `length` bytes of `buffer`, which belongs to the sender from now on. */
  readonly send: (buffer: Buffer, length: number, lines: number) => void;
  /** Called at each flush. */
  tick(): void;
  flushed(): Promise<void>;
  close(): void;
}

export class StatsdSender implements LineSender {
  readonly #options: SenderOptions;
  readonly #counts: Counts;
  readonly #lookup: Lookup;
  #address: HostAndPort;
  #ip: string | undefined;
  #socket: Socket | undefined;
  #socketFamily = 0;
  /** Until it is bound, a socket keeps what it is to send in a list of its own. */
  #bound = false;
  #lookupDueMs = 0;
  #lookingUp = false;
  #closed = false;
  /** Datagrams that wait for an address. */
  #waiting: Waiting[] = [];
  /** Bytes of #waiting. */
  #waitingBytes = 0;
  #inFlight = 0;
  #spare: Buffer[] = [];
  #idle: (() => void)[] = [];

  constructor(address: HostAndPort, options: SenderOptions, counts: Counts) {
    this.#address = address;
    this.#options = options;
    this.#counts = counts;
    this.#lookup = options.lookup ?? lookup;
    this.#resolve();
  }

  get address(): HostAndPort {
    return this.#address;
  }

  /** A buffer of one datagram's size. */
  readonly takeBuffer = (): Buffer => this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#options.maxDatagramBytes);

  /** Sends `length` bytes of `buffer`, which belongs to the sender from now on. */
  readonly send = (buffer: Buffer, length: number, lines: number): void => {
    const waitingBytes = this.#ip === undefined ? this.#waitingBytes : queuedBytes(this.#socket);
    if (this.#closed || waitingBytes + length > this.#options.maxBufferBytes || this.#inFlight >= MAX_IN_FLIGHT) {
      this.#counts.linesDropped += lines;
      this.#reuse(buffer);
    } else if (this.#ip === undefined) {
      this.#waitingBytes += length;
      this.#waiting.push({ buffer, length, lines });
    } else this.#transmit(buffer, length, lines);
  };

  /** Sends to another address from now on. */
  retarget(address: HostAndPort): void {
    if (this.#closed || (address.host === this.#address.host && address.port === this.#address.port)) return;
    this.#address = address;
    this.#ip = undefined;
    this.#lookupDueMs = 0;
    this.#resolve();
  }

  /** Looks the server's name up again when that is due; called at each flush. */
  tick(): void {
    if (!this.#closed && !this.#lookingUp && isIP(this.#address.host) === 0 && performance.now() >= this.#lookupDueMs)
      this.#resolve();
  }

  /** Resolves when the socket has taken or refused all that was sent so far, and at once when there is no address to send to. */
  async flushed(): Promise<void> {
    if (this.#inFlight === 0 && !this.#lookingUp) return;
    await new Promise<void>((done) => this.#idle.push(done));
  }

  close(): void {
    this.#closed = true;
    for (const { lines } of this.#waiting) this.#counts.linesDropped += lines;
    this.#waiting = [];
    this.#spare = [];
    this.#dropSocket();
    this.#wakeIdle();
  }

  #resolve(): void {
    const { host } = this.#address;
    const family = isIP(host);
    if (family === 0) this.#lookUp(host);
    else this.#resolved(host, family);
  }

  #lookUp(host: string): void {
    this.#lookingUp = true;
    this.#lookup(host, (error, ip, foundFamily) => {
      this.#lookingUp = false;
      if (this.#closed) return;
      if (host !== this.#address.host) {
        // Retargeted meanwhile.
        this.#wakeIdle();
        return;
      }
      this.#lookupDueMs = performance.now() + (error ? LOOKUP_AFTER_FAILURE_MS : LOOKUP_EVERY_MS);
      if (error) this.#counts.resolveErrors++;
      else this.#resolved(ip, foundFamily);
      this.#wakeIdle();
    });
  }

  #resolved(ip: string, family: number): void {
    this.#openSocket(family);
    this.#ip = ip;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const { buffer, length, lines } of waiting) this.#transmit(buffer, length, lines);
  }

  #openSocket(family: number): void {
    if (this.#socket !== undefined && this.#socketFamily === family) return;
    this.#dropSocket();
    const socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      // Every address that reaches the socket is one already: answering at once makes each send synchronous.
      lookup: ((host: string, _options: unknown, answer: (error: Error | null, ip: string, family: number) => void) =>
        answer(null, host, family)) as never,
    });
    socket.on('error', () => this.#socketFailed(socket));
    socket.unref();
    this.#bound = false;
    socket.once('listening', () => {
      this.#bound = true;
    });
    this.#socket = socket;
    this.#socketFamily = family;
    try {
      // Exclusive: in a cluster's worker the primary is left out of it.
      socket.bind({ port: 0, exclusive: true });
    } catch {
      this.#socketFailed(socket);
    }
  }

  #socketFailed(socket: Socket): void {
    this.#counts.socketErrors++;
    if (socket === this.#socket) this.#dropSocket();
  }

  #dropSocket(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    try {
      socket?.close();
    } catch {
      // It was closed already.
    }
  }

  #transmit(buffer: Buffer, length: number, lines: number): void {
    if (this.#socket === undefined) this.#openSocket(isIP(this.#ip as string));
    const socket = this.#socket;
    this.#inFlight++;
    try {
      // A socket that failed to open is gone again.
      if (socket === undefined) throw new Error('no socket');
      socket.send(buffer, 0, length, this.#address.port, this.#ip as string, (error) =>
        this.#sent(error, length, lines),
      );
    } catch (error) {
      this.#sent(error as Error, length, lines);
    }
    // The kernel has taken it, as it nearly always does at once, or refused it. Else the socket holds it: then it is the socket's.
    if (this.#bound && queuedBytes(socket) === 0) this.#reuse(buffer);
  }

  #sent(error: Error | null, length: number, lines: number): void {
    this.#inFlight--;
    if (error) {
      this.#counts.socketErrors++;
      this.#counts.linesFailed += lines;
    } else {
      this.#counts.datagramsSent++;
      this.#counts.bytesSent += length;
      this.#counts.linesSent += lines;
    }
    if (this.#inFlight === 0) this.#wakeIdle();
  }

  #reuse(buffer: Buffer): void {
    if (this.#spare.length < MAX_SPARE && !this.#closed) this.#spare.push(buffer);
  }

  #wakeIdle(): void {
    if (this.#inFlight > 0 && !this.#closed) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const done of idle) done();
  }
}

/** Bytes that the socket holds because the kernel had no room. */
function queuedBytes(socket: Socket | undefined): number {
  try {
    return socket?.getSendQueueSize() ?? 0;
  } catch {
    // It is closed.
    return 0;
  }
}
