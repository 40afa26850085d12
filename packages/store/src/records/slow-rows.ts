/** Rows of one source by duration, then position: the longest of them, as far as that many are asked for. */

/** A duration's code and a position in one number. */
const POSITION_BITS = 2 ** 21;
/** So many are gathered before the least are let go. */
const SPARE = 4_096;

export class SlowRows {
  length = 0;
  /** Rows of a shorter duration need not be added. */
  least = 0;
  #keys = new Float64Array(64);
  readonly #most: number | undefined;

  /** Undefined: all are kept. */
  constructor(most: number | undefined) {
    this.#most = most;
  }

  add(duration: number, position: number): void {
    if (this.length === this.#keys.length) this.#makeRoom();
    this.#keys[this.length++] = duration * POSITION_BITS + position;
  }

  /** Ascending, to be called once all are added. */
  sort(): void {
    this.#keys.subarray(0, this.length).sort();
  }

  durationAt(i: number): number {
    return Math.floor((this.#keys[i] as number) / POSITION_BITS);
  }

  positionAt(i: number): number {
    return (this.#keys[i] as number) % POSITION_BITS;
  }

  #makeRoom(): void {
    const most = this.#most;
    if (most !== undefined && this.length >= most + SPARE) {
      this.sort();
      this.#keys.copyWithin(0, this.length - most, this.length);
      this.length = most;
      this.least = this.durationAt(0);
      return;
    }
    const wider = new Float64Array(this.#keys.length * 2);
    wider.set(this.#keys);
    this.#keys = wider;
  }
}
