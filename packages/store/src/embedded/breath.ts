/** Long work on the store's thread lets others in: a seal or a wide read runs in slices. */

/** Longest slice, ms: what a flush may have to wait for. */
const SLICE_MS = 5;

/** Answers a function that is asked often and says when a slice is over; then await `breathe`. */
export class Breath {
  #since: number = performance.now();
  #asked = 0;

  get isOver(): boolean {
    // The clock is read every eighth time: a question costs less than the work between two.
    return (++this.#asked & 7) === 0 && performance.now() - this.#since > SLICE_MS;
  }

  async breathe(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
