/**
 * Which records of one transaction and minute are kept: errors up to a bound, the slowest few, and as many picked evenly from all. What is
 * not kept is counted. The slowest and the sample are known when the minute ends; errors are let go at once.
 */

export interface Candidate {
  readonly durationMs: number;
  /** The record as JSON, redacted. */
  readonly line: string;
}

export interface SampleSizes {
  readonly errors: number;
  readonly slowest: number;
  readonly sample: number;
}

export class Sampler {
  #errors = 0;
  #others = 0;
  /** Ascending. */
  readonly #slowest: Candidate[] = [];
  readonly #sample: Candidate[] = [];

  /** True for an error that is to be kept. */
  takesError(sizes: SampleSizes): boolean {
    return this.#errors++ < sizes.errors;
  }

  /** Offers a transaction that was no error; `make` is called only where it is kept for now, and may answer nothing. */
  offer(durationMs: number, sizes: SampleSizes, random: () => number, make: () => Candidate | undefined): void {
    const n = ++this.#others;
    const slow =
      this.#slowest.length < sizes.slowest || durationMs > (this.#slowest[0]?.durationMs ?? Number.POSITIVE_INFINITY);
    // Each of the n so far stays with the same chance.
    const place = this.#sample.length < sizes.sample ? this.#sample.length : Math.floor(random() * n);
    const picked = place < sizes.sample;
    if (!slow && !picked) return;
    const candidate = make();
    if (candidate === undefined) return;
    if (slow) this.#addSlow(candidate, sizes.slowest);
    if (picked) this.#sample[Math.min(place, this.#sample.length)] = candidate;
  }

  /** The lines that the minute leaves; it begins anew. */
  take(): string[] {
    const lines = new Set([...this.#slowest, ...this.#sample].map(({ line }) => line));
    this.#slowest.length = 0;
    this.#sample.length = 0;
    this.#errors = 0;
    this.#others = 0;
    return [...lines];
  }

  #addSlow(candidate: Candidate, most: number): void {
    if (this.#slowest.length >= most) this.#slowest.shift();
    const at = this.#slowest.findIndex(({ durationMs }) => durationMs > candidate.durationMs);
    this.#slowest.splice(at < 0 ? this.#slowest.length : at, 0, candidate);
  }
}
