/**
 * What stands behind a type: `|@rate`, `|T<seconds>` (DogStatsD 1.3), tags and whatever else. The first field must be one of those
 * known here; of later ones the unknown are read over, as StatsD and DogStatsD do. Of two rates, stamps or tags the first stands.
 */
import { DecimalReader, parseDecimal, weightOfRate } from '@carpy/core';
import { AT, HASH_SIGN, indexOf, LETTER_T, latin1, PIPE, skipBlanks, startsSenderField, trimBlanks } from './bytes.ts';
import type { BadCause } from './sink.ts';

/** Rates below this are bad: one line would weigh more than a thousand million. */
export const MIN_RATE = 1e-9;
/** No rate, no stamp. */
export const NONE = 0;

const MAX_STAMP_DIGITS = 15;
const ZERO = 48;

export class FieldReader {
  /** Weight of the rate read; NONE where there was none. */
  weight: number = NONE;
  /** Seconds since the epoch; NONE where there was no stamp. */
  stampS: number = NONE;
  /** Where the tags stand, without their `|#`; an empty range where there were none. */
  tagsFrom = 0;
  tagsTo = 0;
  readonly #number = new DecimalReader();

  clear(): void {
    this.weight = NONE;
    this.stampS = NONE;
    this.tagsFrom = 0;
    this.tagsTo = 0;
  }

  /** Reads bytes[from, to), fields parted by `|`, without the first one's `|`. Why they are bad, if so; what was read until then stays. */
  read(bytes: Uint8Array, from: number, to: number): BadCause | undefined {
    this.clear();
    for (let at = from; at <= to; ) {
      const end = indexOf(bytes, PIPE, at, to);
      const cause = this.#field(bytes, at, end, at === from);
      if (cause !== undefined) return cause;
      at = end + 1;
    }
    return undefined;
  }

  #field(bytes: Uint8Array, from: number, to: number, first: boolean): BadCause | undefined {
    const letter = from < to ? bytes[from] : undefined;
    if (letter === AT) {
      if (this.weight !== NONE) return undefined;
      const rate = this.#rate(bytes, from + 1, to);
      if (!(rate >= MIN_RATE && rate <= 1)) return 'bad_rate';
      this.weight = weightOfRate(rate);
      return undefined;
    }
    if (letter === LETTER_T) {
      if (this.stampS === NONE) this.stampS = readStamp(bytes, from + 1, to);
      return this.stampS === NONE ? 'bad_timestamp' : undefined;
    }
    if (letter === HASH_SIGN) {
      if (this.tagsFrom === 0) {
        this.tagsFrom = from + 1;
        this.tagsTo = to;
      }
      return undefined;
    }
    return first && !startsSenderField(bytes, from, to) ? 'bad_field' : undefined;
  }

  #rate(bytes: Uint8Array, from: number, to: number): number {
    const start = skipBlanks(bytes, from, to);
    const end = trimBlanks(bytes, start, to);
    const rate = this.#number.read(bytes, start, end);
    return this.#number.at === end && !Number.isNaN(rate) ? rate : parseDecimal(latin1(bytes, start, end));
  }
}

/** A whole number above 0, or NONE. */
function readStamp(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > MAX_STAMP_DIGITS) return NONE;
  let seconds = 0;
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return NONE;
    seconds = seconds * 10 + digit;
  }
  return seconds;
}
