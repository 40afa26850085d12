/** Calls something once, a while after the first `start`. Idle it costs nothing, and it keeps no process alive. */
export class SoonTimer {
  readonly #delayMs: number;
  readonly #call: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(delayMs: number, call: () => void) {
    this.#delayMs = delayMs;
    this.#call = () => {
      this.#timer = undefined;
      call();
    };
  }

  /** No effect while one is due. */
  start(): void {
    this.#timer ??= setTimeout(this.#call, this.#delayMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
