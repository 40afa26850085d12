/** Lets so many DogStatsD events through a minute: each becomes an annotation that is kept for ever, and anybody can send them. */
const PER_MINUTE = 120;

export class EventGate {
  readonly #clock: () => number;
  #minute = 0;
  #passed = 0;

  /** `clock`: epoch ms. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** False when this minute has had its share. */
  pass(): boolean {
    const minute = Math.floor(this.#clock() / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#passed = 0;
    }
    this.#passed++;
    return this.#passed <= PER_MINUTE;
  }
}
