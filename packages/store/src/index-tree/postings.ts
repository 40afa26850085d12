/** Ids of the series that have one tag's value. Sorted when asked for: ids that are used again come out of order. */

export class Postings {
  #ids = new Uint32Array(2);
  #count = 0;
  #sorted = true;

  get size(): number {
    return this.#count;
  }

  add(id: number): void {
    if (this.#count === this.#ids.length) this.#move(this.#count * 2);
    if (this.#count > 0 && id < (this.#ids[this.#count - 1] as number)) this.#sorted = false;
    this.#ids[this.#count++] = id;
  }

  /** Ascending; valid until the next change. */
  ids(): Uint32Array {
    const ids = this.#ids.subarray(0, this.#count);
    if (!this.#sorted) ids.sort();
    this.#sorted = true;
    return ids;
  }

  removeAll(gone: ReadonlySet<number>): void {
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const id = this.#ids[i] as number;
      if (!gone.has(id)) this.#ids[kept++] = id;
    }
    this.#count = kept;
    if (kept * 4 < this.#ids.length) this.#move(Math.max(2, kept));
  }

  #move(length: number): void {
    const ids = new Uint32Array(length);
    ids.set(this.#ids.subarray(0, this.#count));
    this.#ids = ids;
  }
}
