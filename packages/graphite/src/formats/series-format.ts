/** What a format of /render's answers is. */
import { CarpyError } from '@carpy/core';
import type { QueryLimits } from '../limits.ts';
import type { Series } from '../series.ts';

export interface FormatOptions {
  /** Result points wanted; json alone consolidates to it, as in graphite-web. */
  readonly maxDataPoints?: number | undefined;
  /** Leaves out gaps, and series that have nothing else; json alone. */
  readonly noNullPoints?: boolean | undefined;
  /** IANA name, for stamps written as local time. */
  readonly timezone: string;
  readonly limits?: Partial<QueryLimits> | undefined;
  /** Asked before each series is written, and now and then within a long one; throws what the query is to end with. */
  readonly check?: (() => void) | undefined;
}

export interface SeriesFormat {
  /** @throws CarpyError CARPY_TOO_MUCH past the points or the length of an answer. */
  write(series: readonly Series[], options: FormatOptions): string | Uint8Array<ArrayBuffer>;
}

/** Characters of an answer: far below the longest string there can be, far above what a browser wants. */
const MAX_TEXT = 256 * 1024 * 1024;

/** Points that one part of a text has at most: about a millisecond of writing. */
const POINTS_AT_ONCE = 4_096;
/** Parts of a point or a row each between two questions whether to go on. */
const PARTS_AT_ONCE = 256;

/** Text made of parts, which refuses to become too long before it is, and asks now and then whether anyone still wants it. */
export class BoundedText {
  readonly #parts: string[] = [];
  readonly #check: (() => void) | undefined;
  #length = 0;

  constructor(check: (() => void) | undefined) {
    this.#check = check;
  }

  /** Values as texts with a comma between, some of them a part. */
  addValues(values: Float64Array, textOf: (value: number, i: number) => string): void {
    for (let from = 0; from < values.length; from += POINTS_AT_ONCE) {
      this.#check?.();
      const texts = Array.from(values.subarray(from, from + POINTS_AT_ONCE), (value, i) => textOf(value, from + i));
      this.add(`${from === 0 ? '' : ','}${texts.join(',')}`);
    }
  }

  /** @throws CarpyError CARPY_TOO_MUCH, and what `check` throws. */
  add(part: string): void {
    if (this.#parts.length % PARTS_AT_ONCE === 0) this.#check?.();
    this.#length += part.length;
    if (this.#length > MAX_TEXT) {
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `the answer has more than ${MAX_TEXT} characters: narrow the time range, or name fewer series`,
      );
    }
    this.#parts.push(part);
  }

  toString(): string {
    return this.#parts.join('');
  }
}

/** Points of all series together. */
export function countPoints(series: readonly Series[]): number {
  return series.reduce((n, s) => n + s.values.length, 0);
}
