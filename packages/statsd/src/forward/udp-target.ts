/**
 * Packs lines into datagrams for one server.
 *
 * Hot: `line` runs once a line and allocates nothing; a datagram's buffer comes from a small pool and returns when it was sent.
 */
import { DatagramSockets } from './datagram-sockets.ts';
import { errorText } from './forwarder.ts';
import { HostAddress } from './host-address.ts';
import type { Address, LineCounts, LineTarget, LineTargetOptions } from './line-target.ts';

const DEFAULT_MAX_DATAGRAM_BYTES = 1_432;
/** What UDP over IPv4 carries at most. */
const MAX_LINE_BYTES = 65_507;
/** Datagrams on their way to the system; past it a new one is lost. */
const MAX_IN_FLIGHT = 1_024;
const LF = 10;
const POLL_MS = 5;

interface Datagram {
  readonly bytes: Uint8Array;
  length: number;
  lines: number;
  readonly done: (error: Error | null) => void;
}

export interface UdpTargetOptions extends Address, LineTargetOptions {
  /** Sockets to share; without them the target opens and closes its own. */
  readonly sockets?: Pick<DatagramSockets, 'send' | 'close'>;
}

export class UdpTarget implements LineTarget {
  readonly ready: Promise<void>;
  readonly #port: number;
  readonly #maxBytes: number;
  readonly #now: () => number;
  readonly #host: HostAddress;
  readonly #sockets: Pick<DatagramSockets, 'send' | 'close'>;
  readonly #ownsSockets: boolean;
  readonly #free: Datagram[] = [];
  #open: Datagram;
  #inFlight = 0;
  #inFlightBytes = 0;
  #closed = false;
  #sent = 0;
  #sentBytes = 0;
  #datagrams = 0;
  #lost = 0;
  #lostBatches = 0;
  #lastError: string | undefined;
  #lastErrorAtMs: number | undefined;
  #lastSentAtMs: number | undefined;

  constructor(options: UdpTargetOptions) {
    this.#port = options.port;
    this.#maxBytes = options.maxDatagramBytes ?? DEFAULT_MAX_DATAGRAM_BYTES;
    this.#now = options.now ?? Date.now;
    this.#host = new HostAddress(options.host, options);
    this.ready = this.#host.ready;
    this.#ownsSockets = options.sockets === undefined;
    this.#sockets = options.sockets ?? new DatagramSockets();
    this.#open = this.#make(this.#maxBytes);
  }

  line(bytes: Uint8Array, from: number, to: number): void {
    const size = to - from;
    let open = this.#open;
    if (open.lines > 0 && open.length + 1 + size > this.#maxBytes) {
      this.flush();
      open = this.#open;
    }
    if (size > this.#maxBytes) {
      this.#long(bytes, from, to);
      return;
    }
    const out = open.bytes;
    let at = open.length;
    if (at > 0) out[at++] = LF;
    // A loop: for some dozens of bytes it costs less than a view and a call.
    for (let i = from; i < to; i++) out[at++] = bytes[i] as number;
    open.length = at;
    open.lines++;
  }

  flush(): void {
    const open = this.#open;
    if (open.lines === 0) return;
    if (this.#send(open)) this.#open = this.#free.pop() ?? this.#make(this.#maxBytes);
    else open.length = open.lines = 0;
  }

  counts(): LineCounts {
    const { address, lastError, lastErrorAtMs } = this.#host;
    const ofHost = lastErrorAtMs !== undefined && lastErrorAtMs >= (this.#lastErrorAtMs ?? 0);
    return {
      sent: this.#sent,
      sentBytes: this.#sentBytes,
      datagrams: this.#datagrams,
      lost: this.#lost,
      lostBatches: this.#lostBatches,
      queuedBytes: this.#inFlightBytes + this.#open.length,
      connected: address !== undefined && !this.#closed,
      lastError: ofHost ? lastError : this.#lastError,
      lastErrorAtMs: ofHost ? lastErrorAtMs : this.#lastErrorAtMs,
      lastSentAtMs: this.#lastSentAtMs,
    };
  }

  async close(timeoutMs: number): Promise<void> {
    this.flush();
    this.#closed = true;
    const untilMs = performance.now() + timeoutMs;
    while (this.#inFlight > 0 && performance.now() < untilMs) await new Promise((go) => setTimeout(go, POLL_MS));
    this.#host.close();
    if (this.#ownsSockets) this.#sockets.close();
  }

  /** False when it is lost, and the buffer free again. */
  #send(datagram: Datagram): boolean {
    const { address, family } = this.#host;
    if (address === undefined || this.#inFlight >= MAX_IN_FLIGHT || this.#closed) {
      this.#lose(datagram.lines);
      return false;
    }
    this.#inFlight++;
    this.#inFlightBytes += datagram.length;
    this.#sockets.send(datagram.bytes, datagram.length, this.#port, address, family, datagram.done);
    return true;
  }

  #make(size: number): Datagram {
    const datagram: Datagram = {
      bytes: new Uint8Array(size),
      length: 0,
      lines: 0,
      done: (error) => this.#sentOrNot(datagram, error),
    };
    return datagram;
  }

  #sentOrNot(datagram: Datagram, error: Error | null): void {
    this.#inFlight--;
    this.#inFlightBytes -= datagram.length;
    if (error) {
      this.#lose(datagram.lines);
      this.#note(error);
    } else {
      this.#sent += datagram.lines;
      this.#sentBytes += datagram.length;
      this.#datagrams++;
      this.#lastSentAtMs = this.#now();
    }
    datagram.length = datagram.lines = 0;
    if (datagram.bytes.length === this.#maxBytes) this.#free.push(datagram);
  }

  /** A line that is longer than a datagram should be goes alone, in pieces that IP makes of it. */
  #long(bytes: Uint8Array, from: number, to: number): void {
    const size = to - from;
    if (size > MAX_LINE_BYTES) {
      this.#lose(1);
      this.#note(new Error(`a line of ${size} bytes is more than a datagram holds`));
      return;
    }
    const datagram = this.#make(size);
    datagram.bytes.set(bytes.subarray(from, to));
    datagram.length = size;
    datagram.lines = 1;
    this.#send(datagram);
  }

  #lose(lines: number): void {
    this.#lost += lines;
    this.#lostBatches++;
  }

  #note(error: unknown): void {
    this.#lastError = errorText(error);
    this.#lastErrorAtMs = this.#now();
  }
}
