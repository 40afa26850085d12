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
  /** Asked before each series is written; throws what the query is to end with. */
  readonly check?: (() => void) | undefined;
}

export interface SeriesFormat {
  /** @throws CarpyError CARPY_TOO_MUCH past the points or the length of an answer. */
  write(series: readonly Series[], options: FormatOptions): string | Uint8Array<ArrayBuffer>;
}

/** Characters of an answer: far below the longest string there can be, far above what a browser wants. */
const MAX_TEXT = 256 * 1024 * 1024;

/** Text made of parts, which refuses to become too long before it is. */
export class BoundedText {
  readonly #parts: string[] = [];
  #length = 0;

  /** @throws CarpyError CARPY_TOO_MUCH */
  add(part: string): void {
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
