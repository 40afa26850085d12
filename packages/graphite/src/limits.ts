/** Bounds of one query, and the count against them. */
import { CarpyError } from '@carpy/core';

export interface QueryLimits {
  /** Series and records matched, all targets together. */
  readonly series: number;
  /** Points read, all targets together; a record's slot counts as one. */
  readonly points: number;
  /** Function calls computed, shifted and repeated ones counted each time. */
  readonly calls: number;
}

export const DEFAULT_LIMITS: QueryLimits = { series: 10_000, points: 10_000_000, calls: 20_000 };

/** Counts what one query uses. @throws CarpyError CARPY_TOO_MUCH from the call that passes a bound. */
export class Usage {
  readonly #limits: QueryLimits;
  #series = 0;
  #points = 0;
  #calls = 0;

  constructor(limits: QueryLimits) {
    this.#limits = limits;
  }

  addSeries(pattern: string, count: number, points: number): void {
    this.#series += count;
    this.#points += points;
    if (this.#series > this.#limits.series) {
      throw tooMuch(
        `${pattern} brings it to ${this.#series} series, at most ${this.#limits.series} are read: name more nodes of the path`,
      );
    }
    if (this.#points > this.#limits.points) {
      throw tooMuch(
        `${pattern} brings it to ${this.#points} points, at most ${this.#limits.points} are read: narrow the time range or the path`,
      );
    }
  }

  /** For functions that make more points than they read. */
  checkPoints(what: string, points: number): void {
    if (points > this.#limits.points) {
      throw tooMuch(
        `${what} makes ${points} points, at most ${this.#limits.points} are made: take a longer interval or a shorter range`,
      );
    }
  }

  addCall(name: string): void {
    if (++this.#calls > this.#limits.calls) {
      throw tooMuch(
        `${name} is call number ${this.#calls}, at most ${this.#limits.calls} are computed: nest fewer windows and shifts`,
      );
    }
  }
}

const tooMuch = (detail: string): CarpyError => new CarpyError('CARPY_TOO_MUCH', detail);
