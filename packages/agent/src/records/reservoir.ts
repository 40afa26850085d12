/** Picks a few of many evenly, without knowing how many there will be: Waterman's algorithm R, as Knuth tells it (TAOCP 3.4.2). */

export class Reservoir<T> {
  #offered = 0;
  /** Undefined for what was picked, and then was not to be kept: its place stays taken, so that the others' chance is what it was. */
  readonly #picked: (T | undefined)[] = [];

  /** Each of all that were offered is among the picked with the same chance; `make` is called only where this one is, for now. */
  offer(places: number, random: () => number, make: () => T | undefined): void {
    const n = ++this.#offered;
    const place = this.#picked.length < places ? this.#picked.length : Math.floor(random() * n);
    if (place < places) this.#picked[place] = make();
  }

  /** How many one of the picked stands for; 1 while nothing was left out. */
  get weight(): number {
    return this.#picked.length === 0 ? 1 : this.#offered / this.#picked.length;
  }

  /** What was picked; it begins anew. */
  take(): T[] {
    this.#offered = 0;
    return this.#picked.splice(0).filter((item) => item !== undefined);
  }
}
