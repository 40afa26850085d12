/**
 * Fair reading of many streams: Node alone takes up to 2 MiB from each client in one turn of the event loop, some 10 ms in which no timer
 * runs, no datagram is read and no slice of a flush is worked off.
 */

export interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/** Bytes of all streams in one turn; past it each gives one chunk (64 KiB at most) a turn. */
const TURN_BYTES = 256 * 1024;

export class FairTurns {
  readonly #nextTurn: (act: () => void) => unknown;
  /** Those that wait for the next turn. */
  readonly #paused: Pausable[] = [];
  #bytes = 0;

  /** `nextTurn` calls back after what else waits in the event loop, as setImmediate does. */
  constructor(nextTurn: (act: () => void) => unknown) {
    this.#nextTurn = nextTurn;
  }

  /** A stream gave a chunk. It is paused until the next turn when this one has had enough. */
  took(stream: Pausable, bytes: number): void {
    if (this.#bytes === 0) this.#nextTurn(this.#begin);
    this.#bytes += bytes;
    if (this.#bytes <= TURN_BYTES) return;
    stream.pause();
    this.#paused.push(stream);
  }

  readonly #begin = (): void => {
    this.#bytes = 0;
    for (const stream of this.#paused.splice(0)) stream.resume();
  };
}
