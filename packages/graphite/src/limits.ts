/** Bounds of one query, and the count against them. */
import { CarpyError } from '@carpy/core';

export interface QueryLimits {
  /** Series and records matched, all targets together. */
  readonly series: number;
  /** Points read, all targets together; a record's slot counts as one. */
  readonly points: number;
  /** Function calls computed, shifted and repeated ones counted each time. */
  readonly calls: number;
  /** Series handed to functions, all calls together; one that is named a thousand times counts a thousand times. */
  readonly handed: number;
  /** Points of the answer, after consolidation. */
  readonly answered: number;
  /** Bytes of values read and made, what was let go of meanwhile counted too. */
  readonly memoryBytes: number;
}

export const DEFAULT_LIMITS: QueryLimits = {
  series: 10_000,
  points: 10_000_000,
  calls: 20_000,
  handed: 2_000_000,
  answered: 2_000_000,
  memoryBytes: 1_000_000_000,
};

/**
 * How far from the epoch a range may reach, seconds: some 3,000 years. Far beyond, the doubles that hold stamps are further apart than
 * slots are, and whoever steps from slot to slot would never arrive.
 */
const MAX_REACH_S = 100_000_000_000;

/** @throws CarpyError CARPY_TOO_MUCH for a range that look-backs and shifts moved out of reach. */
export function checkReach(fromS: number, untilS: number): void {
  if (Math.abs(fromS) <= MAX_REACH_S && Math.abs(untilS) <= MAX_REACH_S) return;
  throw tooMuch('its windows and shifts reach more than 3,000 years away: shorten them');
}

/** applyByNode in applyByNode, and so on. */
const MAX_MADE_UP = 5;

/** Counts what one query uses. @throws CarpyError CARPY_TOO_MUCH from the call that passes a bound. */
export class Usage {
  readonly #limits: QueryLimits;
  #series = 0;
  #points = 0;
  #calls = 0;
  #handed = 0;
  #bytes = 0;
  #counted = new WeakSet<ArrayBufferLike>();
  readonly #check: () => void;

  /** `check` throws when the query is to end: whoever asked is gone, or its time is over. */
  constructor(limits: QueryLimits, check: () => void = () => undefined) {
    this.#limits = limits;
    this.#check = check;
  }

  /** What may still be read. */
  get left(): Pick<QueryLimits, 'series' | 'points'> {
    return { series: this.#limits.series - this.#series, points: this.#limits.points - this.#points };
  }

  /** Counts the memory of what `name` read or made; arrays that others share are counted once. */
  addMemory(name: string, arrays: Iterable<Float64Array>): void {
    for (const { buffer } of arrays) {
      if (this.#counted.has(buffer)) continue;
      this.#counted.add(buffer);
      this.#bytes += buffer.byteLength;
    }
    if (this.#bytes <= this.#limits.memoryBytes) return;
    const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
    throw tooMuch(
      `${name} brings it to ${megabytes(this.#bytes)} MB of values, at most ${megabytes(this.#limits.memoryBytes)} MB are taken: narrow the time range, name fewer series, or nest fewer functions`,
    );
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

  /** For what holds more points than were read: functions that make some, and many targets over the same paths. */
  checkPoints(what: string, points: number): void {
    if (points > this.#limits.points) {
      throw tooMuch(
        `${what} is ${points} points, at most ${this.#limits.points} are made: take a longer interval, a shorter range or fewer targets`,
      );
    }
  }

  /** A target that a function makes up may hold such a function again, for ever: its names may come from series. */
  checkMadeUp(depth: number): void {
    if (depth > MAX_MADE_UP) throw tooMuch(`targets that functions make up nest deeper than ${MAX_MADE_UP}`);
  }

  /** Ends the query where it is to end. */
  addCall(name: string): void {
    this.#check();
    if (++this.#calls > this.#limits.calls) {
      throw tooMuch(
        `${name} is call number ${this.#calls}, at most ${this.#limits.calls} are computed: nest fewer windows and shifts`,
      );
    }
  }

  addHanded(name: string, count: number): void {
    this.#handed += count;
    if (this.#handed > this.#limits.handed) {
      throw tooMuch(
        `${name}() brings it to ${this.#handed} series handed to functions, at most ${this.#limits.handed} are: name each path once, or fewer`,
      );
    }
  }
}

/** @throws CarpyError CARPY_TOO_MUCH when an answer of so many points is more than `limits` allow. */
export function checkAnswer(points: number, limits: Pick<QueryLimits, 'answered'>): void {
  if (points <= limits.answered) return;
  throw tooMuch(
    `the answer has more than ${limits.answered} points: set maxDataPoints, narrow the time range, or name fewer series`,
  );
}

const tooMuch = (detail: string): CarpyError => new CarpyError('CARPY_TOO_MUCH', detail);
