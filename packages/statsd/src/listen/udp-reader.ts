/**
 * Reads one UDP socket. It begins with Node's events; when much comes and the descriptor is known, it reads the descriptor (options.ts
 * tells the modes), and goes back when little comes. A datagram that was read from the descriptor has no sender.
 *
 * Hot (bench/statsd): nothing is allocated a datagram on the descriptor's path.
 */
import type { RemoteInfo, Socket } from 'node:dgram';
import { readSync } from 'node:fs';
import { findDescriptor, type UdpHandle } from './descriptor.ts';
import { type DrainEnd, type Drained, type DrainLoop, sleep, TURN_MS } from './drain-loop.ts';
import type { PacketTaker, ReadMode } from './options.ts';

/** More than the largest datagram of UDP (65,527 bytes over IPv6). */
const DATAGRAM_BYTES = 65_536;
/** Events between two looks at the clock, and the time they took at most for much to be coming: 32,000 datagrams a second. */
const EVENTS_A_LOOK = 64;
const BUSY_LOOK_MS = 2;
/** A round of fewer datagrams costs more than as many events. So many such rounds in a row and the socket is quiet. */
const FEW = 8;
const QUIET_ROUNDS = 4;
const DATAGRAMS_A_LOOK = 32;
/** What the kernel charges the buffer for a small datagram, and the most that come in a ms from one machine. */
const CHARGED_BYTES = 768;
const MOST_A_MS = 600;
const MAX_PAUSE_MS = 1;

export class UdpReader implements Drained {
  readonly mode: ReadMode;
  readonly pauseMs: number;
  readonly #socket: Socket;
  readonly #onPacket: PacketTaker;
  readonly #loop: DrainLoop;
  readonly #onError: () => void;
  readonly #buffer: Uint8Array = new Uint8Array(0);
  readonly #fd: number = -1;
  readonly #handle: UdpHandle | undefined;
  #open = true;
  #busy = false;
  #fewRounds = 0;
  #events = 0;
  #lookedAtMs = 0;
  /** Hybrid: when this turn of the event loop has read long enough; 0 before its first datagram. */
  #turnEndsMs = 0;

  constructor(
    socket: Socket,
    options: {
      readonly mode: ReadMode;
      readonly onPacket: PacketTaker;
      readonly onError: () => void;
      readonly loop: DrainLoop;
    },
  ) {
    this.#socket = socket;
    this.#onPacket = options.onPacket;
    this.#onError = options.onError;
    this.#loop = options.loop;
    this.pauseMs = Math.min(MAX_PAUSE_MS, socket.getRecvBufferSize() / CHARGED_BYTES / 2 / MOST_A_MS);
    const found = options.mode === 'events' ? undefined : findDescriptor(socket);
    if (found === undefined) this.mode = 'events';
    else {
      this.mode = options.mode === 'drain' && found.handle !== undefined ? 'drain' : 'hybrid';
      this.#fd = found.fd;
      this.#handle = found.handle;
      this.#buffer = new Uint8Array(DATAGRAM_BYTES);
    }
    socket.on('message', (bytes, from) => this.#event(bytes, from));
    socket.on('error', options.onError);
  }

  close(): Promise<void> {
    // The descriptor's number may belong to another file right after the socket has been closed.
    this.#open = false;
    this.#loop.remove(this);
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  drain(): DrainEnd {
    return this.#drain(performance.now() + TURN_MS);
  }

  /** One reading outside the loop. */
  drainIfBusy(): void {
    if (this.#busy) this.drain();
  }

  rest(): void {
    this.#busy = false;
    if (this.#open) this.#handle?.recvStart();
  }

  #event(bytes: Uint8Array, from: RemoteInfo): void {
    this.#onPacket(bytes, bytes.length, from.address);
    if (this.mode === 'events' || !this.#open) return;
    if (!this.#busy) this.#look();
    if (!this.#busy) return;
    if (this.mode === 'hybrid') this.#readOn();
    else {
      this.#handle?.recvStop();
      this.#loop.add(this);
    }
  }

  #look(): void {
    if (++this.#events % EVENTS_A_LOOK !== 0) return;
    const nowMs = performance.now();
    this.#busy = nowMs - this.#lookedAtMs <= BUSY_LOOK_MS;
    this.#fewRounds = 0;
    this.#lookedAtMs = nowMs;
  }

  /** Node calls up to 32 events in a row. The first sleeps and reads, further ones read what has come since, all within one turn's bound. */
  #readOn(): void {
    if (this.#turnEndsMs === 0) {
      setImmediate(() => {
        this.#turnEndsMs = 0;
      });
      sleep(this.pauseMs);
      this.#turnEndsMs = performance.now() + TURN_MS;
      if (this.#drain(this.#turnEndsMs) === 'quiet') this.#busy = false;
    } else if (performance.now() < this.#turnEndsMs) this.#drain(this.#turnEndsMs);
  }

  #drain(untilMs: number): DrainEnd {
    let read = 0;
    while (this.#open) {
      const length = this.#read();
      if (length < 0) {
        this.#fewRounds = read < FEW ? this.#fewRounds + 1 : 0;
        return this.#fewRounds < QUIET_ROUNDS ? 'empty' : 'quiet';
      }
      this.#onPacket(this.#buffer, length, '');
      if (++read % DATAGRAMS_A_LOOK === 0 && performance.now() >= untilMs) {
        this.#fewRounds = 0;
        return 'more';
      }
    }
    return 'quiet';
  }

  /** Bytes of the next datagram, or -1 when none waits. */
  #read(): number {
    const traceLimit = Error.stackTraceLimit;
    // An empty socket throws; without a trace that costs 4 us instead of 6.5 on Node 20.
    Error.stackTraceLimit = 0;
    try {
      return readSync(this.#fd, this.#buffer, 0, DATAGRAM_BYTES, null);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EAGAIN') {
        this.#onError();
        this.#fewRounds = QUIET_ROUNDS;
      }
      return -1;
    } finally {
      Error.stackTraceLimit = traceLimit;
    }
  }
}
