/**
 * Whether the clock can be believed when it says that something is too old: a step forward of a month, even of a second's length, would
 * otherwise remove everything for ever. The wall clock is compared with one that only runs; after a start, and after each step (a machine
 * that slept looks like one), it counts as steady once it has run 10 minutes without another.
 */
const STEP_MS = 60_000;
const STEADY_AFTER_MS = 600_000;

export class ClockWatch {
  readonly #clock: () => number;
  readonly #uptimeMs: () => number;
  #offsetMs: number;
  #steadyAtMs: number;

  /** `clock` is ms since the epoch, `uptimeMs` ms since any moment, never stepped. */
  constructor(clock: () => number, uptimeMs: () => number) {
    this.#clock = clock;
    this.#uptimeMs = uptimeMs;
    this.#offsetMs = clock() - uptimeMs();
    this.#steadyAtMs = uptimeMs() + STEADY_AFTER_MS;
  }

  /** A step is seen by comparing with the last time it was asked. */
  isSteady(): boolean {
    const upMs = this.#uptimeMs();
    const offsetMs = this.#clock() - upMs;
    if (Math.abs(offsetMs - this.#offsetMs) > STEP_MS) this.#steadyAtMs = upMs + STEADY_AFTER_MS;
    this.#offsetMs = offsetMs;
    return upMs >= this.#steadyAtMs;
  }
}
