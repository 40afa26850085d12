/**
 * Which records of one transaction and minute are kept: errors up to a bound, the slowest few, and as many picked evenly from the others. Each
 * kept record carries how many it stands for, so that sums of weights estimate what there was. The slowest, the picked and their weights
 * are known when the minute ends; most errors are let go at once.
 */
import { Reservoir } from './reservoir.ts';

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

/** Answers nothing where the record is not to be kept after all. */
type Make = () => Candidate | undefined;

/** Share of the errors that waits for the minute's end, to stand for those past the bound. */
const HELD_ERRORS = 0.2;
const heldErrors = (sizes: SampleSizes): number => Math.ceil(sizes.errors * HELD_ERRORS);

export class Sampler {
  #errorsSent = 0;
  readonly #heldErrors = new Reservoir<string>();
  /** Ascending. */
  readonly #slowest: Candidate[] = [];
  readonly #others = new Reservoir<string>();

  /** True for an error that is to be sent at once; else it is to be offered to `holdError`. */
  takesError(sizes: SampleSizes): boolean {
    const takes = this.#errorsSent < sizes.errors - heldErrors(sizes);
    if (takes) this.#errorsSent++;
    return takes;
  }

  holdError(sizes: SampleSizes, random: () => number, make: Make): void {
    this.#heldErrors.offer(heldErrors(sizes), random, () => make()?.line);
  }

  /** Offers a transaction that was no error; `make` is called only where it is kept for now. */
  offer(durationMs: number, sizes: SampleSizes, random: () => number, make: Make): void {
    const isSlow =
      this.#slowest.length < sizes.slowest || durationMs > (this.#slowest[0]?.durationMs ?? Number.POSITIVE_INFINITY);
    if (!isSlow) {
      this.#others.offer(sizes.sample, random, () => make()?.line);
      return;
    }
    const candidate = make();
    // What makes room for a slower one is one of the others from now on, and is offered like them.
    const other = candidate === undefined ? undefined : this.#addSlow(candidate, sizes.slowest);
    if (candidate === undefined || other !== undefined) this.#others.offer(sizes.sample, random, () => other?.line);
  }

  /** The lines that the minute leaves, with their weights; it begins anew. */
  take(): string[] {
    const lines = this.#slowest.map(({ line }) => line);
    for (const reservoir of [this.#others, this.#heldErrors]) {
      const { weight } = reservoir;
      for (const line of reservoir.take()) lines.push(weighed(line, weight));
    }
    this.#slowest.length = 0;
    this.#errorsSent = 0;
    return lines;
  }

  /** Answers the one that made room. */
  #addSlow(candidate: Candidate, most: number): Candidate | undefined {
    const gone = this.#slowest.length >= most ? this.#slowest.shift() : undefined;
    const at = this.#slowest.findIndex(({ durationMs }) => durationMs > candidate.durationMs);
    this.#slowest.splice(at < 0 ? this.#slowest.length : at, 0, candidate);
    return gone;
  }
}

/** The record is text by now; what the application's hook made of it may be no object. */
const weighed = (line: string, weight: number): string =>
  weight > 1 && /^\{".*\}$/s.test(line) ? `${line.slice(0, -1)},"weight":${weight}}` : line;
