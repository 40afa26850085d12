/** Arguments of a call that are times and intervals, as whole seconds. */
import { type CarpyError, isCarpyError, parseOffset, parseTime } from '@carpy/core';
import type { Call } from './call.ts';

/** Some 3,000 years, as far as a range may reach. */
const MAX_INTERVAL_S = 100_000_000_000;

/**
 * A point in time, seconds since the epoch, by the request's clock and timezone; undefined where it is not given.
 * @throws CarpyError CARPY_BAD_TARGET.
 */
export function timeOf(call: Call, name: string): number | undefined {
  const text = call.scalar(name)?.text;
  if (text === undefined) return undefined;
  const { nowS, timezone } = call.reader;
  try {
    return Math.floor(parseTime(text, { nowMs: nowS * 1000, timezone }) / 1000);
  } catch (e) {
    if (!isCarpyError(e)) throw e;
    throw call.refuse(name, `a time such as "-1h" or "20260131" (${e.detail})`);
  }
}

/** An interval, below 0 where it has a minus. @throws CarpyError CARPY_BAD_TARGET. */
export function intervalOf(call: Call, name: string): number {
  const refused = (): CarpyError => call.refuse(name, 'an interval such as "1h" or "5min"');
  let seconds: number;
  try {
    seconds = Math.floor(parseOffset(call.text(name)) / 1000);
  } catch {
    // The position within the interval's own text helps nobody.
    throw refused();
  }
  if (Math.abs(seconds) > MAX_INTERVAL_S) throw refused();
  return seconds;
}

/** As intervalOf(), of at least `leastS`. @throws CarpyError CARPY_BAD_TARGET. */
export function stretchOf(call: Call, name: string, leastS = 1): number {
  const seconds = intervalOf(call, name);
  if (seconds < leastS) throw call.refuse(name, `an interval of at least ${leastS} s`);
  return seconds;
}
