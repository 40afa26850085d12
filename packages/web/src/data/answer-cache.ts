/** The last answers by address, so that going back shows something at once while the fresh answer is fetched. */

export interface CachedAnswer {
  readonly answer: unknown;
  readonly atMs: number;
}

/** Least recently used out first. Bounded by count: an answer is some 100 KB at most. */
export class AnswerCache {
  readonly #entries = new Map<string, CachedAnswer>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): CachedAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  set(key: string, entry: CachedAnswer): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) return;
      this.#entries.delete(oldest);
    }
  }
}
