/**
 * Reads the sockets that much is coming to: each until it is empty, then a short sleep, then the event loop's other work, and again.
 *
 * Hot (bench/statsd). The sleep lets each round find a batch: without it a round finds one or two datagrams and costs more than Node's
 * events do. It is so short that the receive buffer can't fill meanwhile. A quiet socket leaves the loop, so that an idle server costs nothing.
 */

/** One socket in the loop. */
export interface Drained {
  /** How long its receive buffer can surely wait, ms. */
  readonly pauseMs: number;
  /** Reads until the socket is empty or TURN_MS are over. */
  drain(): DrainEnd;
  /** Takes the socket back to Node's events. */
  rest(): void;
}

/** `more`: datagrams may be waiting still. `empty`: all read, and they were many. `quiet`: little came, several times. */
export type DrainEnd = 'more' | 'empty' | 'quiet';

/** The longest that one socket is read at a stretch: timers, TCP and the flush wait so long at most, times the sockets. */
export const TURN_MS = 2;

const neverWoken = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the thread. */
export function sleep(ms: number): void {
  Atomics.wait(neverWoken, 0, 0, ms);
}

export class DrainLoop {
  readonly #sockets: Drained[] = [];
  #scheduled = false;

  add(socket: Drained): void {
    if (this.#sockets.includes(socket)) return;
    this.#sockets.push(socket);
    this.#schedule();
  }

  remove(socket: Drained): void {
    const at = this.#sockets.indexOf(socket);
    if (at >= 0) this.#sockets.splice(at, 1);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#round());
  }

  #round(): void {
    this.#scheduled = false;
    let pauseMs = Number.POSITIVE_INFINITY;
    try {
      for (const socket of [...this.#sockets]) {
        const end = socket.drain();
        pauseMs = Math.min(pauseMs, end === 'more' ? 0 : socket.pauseMs);
        if (end !== 'quiet') continue;
        this.remove(socket);
        socket.rest();
      }
    } finally {
      // A fault in what takes the packets must not leave the sockets unread.
      if (this.#sockets.length > 0) this.#schedule();
    }
    if (this.#sockets.length > 0 && pauseMs > 0) sleep(pauseMs);
  }
}
