/** Pauses between attempts: each twice the last, from 0.1 s to 30 s by default, and of each a random part in its upper half. */
export interface BackoffOptions {
  readonly minMs?: number;
  readonly maxMs?: number;
  /** In [0, 1). Default Math.random. */
  readonly random?: () => number;
}

export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;
  #nextMs: number;

  constructor(options: BackoffOptions = {}) {
    this.#minMs = options.minMs ?? 100;
    this.#maxMs = options.maxMs ?? 30_000;
    this.#random = options.random ?? Math.random;
    this.#nextMs = this.#minMs;
  }

  /** The pause before the next attempt, ms. Jitter keeps many senders from coming back in one moment. */
  next(): number {
    const fullMs = this.#nextMs;
    this.#nextMs = Math.min(fullMs * 2, this.#maxMs);
    return Math.max(this.#minMs, fullMs * (0.5 + this.#random() / 2));
  }

  reset(): void {
    this.#nextMs = this.#minMs;
  }
}
